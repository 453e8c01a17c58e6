"""Judges of a run: who votes on what, what was said, and what it comes to."""
