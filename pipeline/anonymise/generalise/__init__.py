"""Global generalisation: hierarchies, privacy models, utilities, and the exact search for the best node."""
