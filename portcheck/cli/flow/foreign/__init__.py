"""Import and export suites of other tools."""
