"""Shapes of leaks, one a file: adding one touches nothing else."""
