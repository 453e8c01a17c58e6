"""A log in, a suite out."""
