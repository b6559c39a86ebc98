"""One file per entity; every module here is found by the registry."""
