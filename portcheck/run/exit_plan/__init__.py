"""Runs to exit plans: what each workload's evidence says of a move."""
