"""Identifying values in free text: the record's own first, then shapes, names, places and accounts."""
