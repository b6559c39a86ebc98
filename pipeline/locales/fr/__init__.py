"""France: geography, names, number formats, dates, reserved ranges, health words."""
