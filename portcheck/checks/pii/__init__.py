"""Data about people, by forms that have a check digit or another certain mark."""
