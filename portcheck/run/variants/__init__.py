"""Prompt variants of candidates: what they change, on which cases and at what rate they count."""
