"""Import logs as suites and show the result."""
