"""Mistakes: where they stand and how to mend them."""
