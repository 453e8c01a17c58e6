"""Labels of people for the answers of a run: the queue, and measurements by labels."""
