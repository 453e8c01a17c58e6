"""Compute the values of checks that are composed of others."""
