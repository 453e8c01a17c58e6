"""Resume a run with its original options."""
