"""Rehearse the moves of workloads, or write them as a cutover pack."""
