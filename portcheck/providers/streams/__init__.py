"""Decode a stream's bytes to JSON events; the `stream.py` of a dialect folds them to one body."""
