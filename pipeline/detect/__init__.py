"""Columns and texts: which entity, which category, and why."""
