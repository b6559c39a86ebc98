"""One file per output format; every module here is found by the registry."""
