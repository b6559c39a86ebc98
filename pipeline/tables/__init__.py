"""Any table generalised: read, hierarchies, search, write, judged before it appears under its name."""
