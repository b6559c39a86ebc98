"""Measurements: the main job against the floor that any tool has to pay."""
