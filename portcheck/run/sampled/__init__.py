"""Describe the traffic and the open proposals of a suite that was made from a log."""
