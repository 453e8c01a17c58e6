"""A suite file, resolved."""
