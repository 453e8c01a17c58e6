"""Detects whether an answer declines."""
