"""What every room shares: policy, profile, keys, work folder, registry, errors, words, database connection."""
