"""Import suites of other tools, and export runs to them."""
