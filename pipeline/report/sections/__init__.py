"""The sections of the report, one a file: ``build(release, words)`` turns published numbers into blocks."""
