"""A leak that never was: people, laboratories, dirt and the ground truth, all of it impossible to be somebody's."""
