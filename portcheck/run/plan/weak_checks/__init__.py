"""Find weak checks: workloads that can never be safe, or are safe for a useless model."""
