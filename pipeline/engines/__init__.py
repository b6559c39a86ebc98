"""Where the work runs. An engine offers `map_batches`, `fold`, `link` and `count_by`, nothing else."""
