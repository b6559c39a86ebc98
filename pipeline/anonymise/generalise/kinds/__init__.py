"""Hierarchies that follow from the values themselves, one kind a file."""
