"""Prompt variants of candidates: their changes, and the cases and error rate to judge them."""
