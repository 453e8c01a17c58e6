"""Index the results of a run by workload, provider and case."""
