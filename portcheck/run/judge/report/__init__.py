"""Make the parts of a report besides its verdicts."""
