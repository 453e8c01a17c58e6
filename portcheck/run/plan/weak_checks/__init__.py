"""Find weak checks: the workload can never be safe, or is safe for a useless model."""
