"""Makes a first suite from what the user has."""
