"""Make a suite from a table of questions."""
