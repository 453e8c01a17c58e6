"""Shared code of checks that ask judges."""
