"""Compute the power of a suite, and the number of cases or repeats that it needs."""
