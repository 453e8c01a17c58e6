"""Runs that stop early where their answer is clear."""
