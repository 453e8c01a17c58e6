"""Prompts of candidates, once their answers are there: which one decides, which to try next."""
