"""Read variants of a prompt and apply them to resolved cases."""
