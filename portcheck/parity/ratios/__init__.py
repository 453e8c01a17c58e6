"""Compares two sides by ratios, such as of latency or cost."""
