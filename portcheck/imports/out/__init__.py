"""Exports runs to formats of other tools, so nobody is locked in."""
