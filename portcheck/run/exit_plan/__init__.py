"""Runs to exit plans: what each workload's evidence says about a move."""
