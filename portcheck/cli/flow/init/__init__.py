"""Make a first suite from the user's files."""
