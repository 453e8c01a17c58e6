"""Tokens that expire: where they come from, and when they are renewed."""
