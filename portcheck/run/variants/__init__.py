"""Prompt variants of candidates: their changes, and the cases and error rate for judging them."""
