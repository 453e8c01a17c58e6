"""What is known of the detectors and panels of a run: the shipped cards, and those of its user."""
