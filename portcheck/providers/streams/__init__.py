"""Bytes of a stream to JSON events; the `stream.py` of a dialect folds these to one body."""
