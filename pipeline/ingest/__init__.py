"""Bytes to text to records; what cannot be read whole goes to the quarantine."""
