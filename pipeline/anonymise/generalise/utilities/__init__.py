"""What the search makes as small as it can, one measure a file."""
