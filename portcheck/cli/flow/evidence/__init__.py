"""Bundles: made and checked."""
