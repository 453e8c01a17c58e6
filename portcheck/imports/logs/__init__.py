"""Readers of logs, one file per format."""
