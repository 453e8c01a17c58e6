"""Mistakes: where they are and how to fix them."""
