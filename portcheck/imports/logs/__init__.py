"""Readers of logs, one file a format."""
