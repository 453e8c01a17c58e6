"""Describe mistakes in files: where they are and how to fix them."""
