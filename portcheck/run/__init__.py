"""Plan, execute, store and score runs."""
