"""What leaked passwords say without being kept: bands, patterns and counts, never a value."""
