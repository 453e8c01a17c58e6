"""Logs that become suites, as people see it."""
