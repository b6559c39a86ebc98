"""The gate: reads the written files as a stranger would, and tries to break their promise."""
