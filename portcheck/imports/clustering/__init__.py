"""Sorts exchanges by the templates that made them, in one pass and bounded memory."""
