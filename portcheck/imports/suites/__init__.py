"""Suites of other tools, as suites of ours."""
