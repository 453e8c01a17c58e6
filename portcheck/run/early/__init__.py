"""End a run early in workloads whose result is clear."""
