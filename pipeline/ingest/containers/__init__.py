"""One file per kind of container: how its bytes are recognised, and how its members are read without writing any."""
