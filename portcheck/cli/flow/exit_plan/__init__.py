"""Moves to where a workload may go: rehearsed, or written out as a pack."""
