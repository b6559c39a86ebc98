"""What a country brings: geography, names, formats, reserved ranges, words. Pure functions and tables."""
