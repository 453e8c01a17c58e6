"""The results of a run, by workload, provider and case."""
