"""What a run will do, before its first call."""
