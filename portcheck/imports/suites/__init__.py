"""Converts suites of other tools to suites of portcheck."""
