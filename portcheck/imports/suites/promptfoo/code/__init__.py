"""Expressions of code that say what a check says."""
