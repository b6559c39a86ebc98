"""Draws the report of a release: one page, offline, in French and English, made of its published numbers only."""
