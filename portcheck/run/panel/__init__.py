"""Panels of judges: their questions, votes and results."""
