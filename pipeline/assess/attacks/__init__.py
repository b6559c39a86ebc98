"""One file per attack; every module here is found by the registry. They read written files and the leak."""
