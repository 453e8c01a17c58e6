"""Labels that people give to the answers of a run: the review queue, and measurements by labels."""
