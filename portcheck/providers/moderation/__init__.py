"""Moderators: endpoints that judge what goes to a model, and what comes from it."""
