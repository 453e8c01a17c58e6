"""Determine how programs would interpret an answer that is inserted into their input."""
