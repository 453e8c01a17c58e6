"""Variants of a prompt: read, and asked of cases that are resolved already."""
