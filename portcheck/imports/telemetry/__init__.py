"""Reads OTLP JSON to plain spans."""
