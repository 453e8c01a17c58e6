"""What a run brought, by workload, provider and case."""
