"""Suites of other tools, in and out."""
