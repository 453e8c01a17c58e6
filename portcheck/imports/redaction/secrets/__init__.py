"""Finds secrets in a text, by their shape, by words that announce them, and by their use."""
