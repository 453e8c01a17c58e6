"""Render templates in prompts and check arguments."""
