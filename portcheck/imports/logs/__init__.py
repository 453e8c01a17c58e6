"""Readers of logs, one module per format."""
