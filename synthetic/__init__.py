"""A leak that never was: people, laboratories, dirt and the truth, none of it possibly somebody's."""
