"""The demo, the starter and the shipped suites."""
