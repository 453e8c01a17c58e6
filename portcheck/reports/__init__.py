"""Renders a RunReport to bytes, with one module per format. Nothing is computed here."""
