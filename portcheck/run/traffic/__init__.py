"""Convert logs to suites."""
