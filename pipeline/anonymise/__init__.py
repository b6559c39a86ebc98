"""Persons are linked and counted; cells that could betray somebody are taken out until none can."""
