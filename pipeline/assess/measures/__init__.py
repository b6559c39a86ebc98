"""One file per measure; every module here is found by the registry."""
