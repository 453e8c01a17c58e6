"""Accept runs, so that portcheck compares later runs with them."""
