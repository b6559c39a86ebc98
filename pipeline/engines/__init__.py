"""Where the work runs. An engine offers `map_batches`, `fold`, `link`, `count_by` and `keep_by`, nothing else."""
