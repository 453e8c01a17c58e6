"""Make a first suite from a table of questions."""
