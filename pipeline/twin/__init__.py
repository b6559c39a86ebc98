"""The synthetic twin: rows in the shape of the leak, drawn from the published cubes and from nothing else."""
