"""Runs in the words of other tools, so that nobody is locked in."""
