"""Stop runs early in workloads whose result is clear."""
