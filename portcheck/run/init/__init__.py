"""The first suite of somebody who has a table of questions."""
