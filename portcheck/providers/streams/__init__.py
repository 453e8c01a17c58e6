"""Bytes of a stream to JSON events."""
