"""Execute a plan."""
