"""Converts simple expressions in code to checks."""
