"""Ratios of what two sides take."""
