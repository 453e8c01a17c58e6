"""Combine and store the evidence of the nights of an epoch, and detect its end."""
