"""What the two sides of a run have in common, and what they do not."""
