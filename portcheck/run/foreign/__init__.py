"""Suites of other tools: their files read, ours written."""
