"""Converts promptfoo's configurations."""
