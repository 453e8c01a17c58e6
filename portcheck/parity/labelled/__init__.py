"""Infers results for a whole run from labels on a random sample of it."""
