"""Moderators of routes: their number of calls and their cost."""
