"""Vendors' errors: how they are read, and what they mean."""
