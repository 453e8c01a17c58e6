"""What reports say: sentences and clauses that all formats share."""
