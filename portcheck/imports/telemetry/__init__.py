"""OTLP JSON to plain spans."""
