"""Risks that people accepted until a day."""
