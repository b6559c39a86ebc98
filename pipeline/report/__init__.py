"""Draws the report of a release: one offline page in two languages, made of published numbers only."""
