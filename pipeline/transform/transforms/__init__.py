"""One file per treatment; every module here is found by the registry."""
