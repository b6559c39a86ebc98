"""One file per format: how its bytes are recognised, and how its records are read."""
