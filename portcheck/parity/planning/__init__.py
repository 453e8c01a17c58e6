"""Computes what a suite can show, before any call."""
