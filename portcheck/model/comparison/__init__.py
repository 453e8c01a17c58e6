"""Values of reports that compare the two sides of a run."""
