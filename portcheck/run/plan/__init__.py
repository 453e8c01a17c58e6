"""The plan of a run, before its first call."""
