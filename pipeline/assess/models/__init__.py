"""What a table of single records promises, one measure a file; read from the released file alone."""
