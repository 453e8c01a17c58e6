"""Probes of what a live endpoint accepts."""
