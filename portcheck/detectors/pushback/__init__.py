"""Detects whether an answer challenges a senseless question."""
