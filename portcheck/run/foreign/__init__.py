"""Read suites of other tools and write ours, and the reverse."""
