"""Runs in the words of other tools, so nobody is locked in."""
