"""Samples to scores, gates, verdicts and the report."""
