"""Secrets in a text, by their shape, by what announces them, and by what is done with them."""
