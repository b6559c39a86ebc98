"""Records of the leak become records without any raw value: generalised attributes and keyed link tokens."""
