"""The cards of a run's detectors and panels: those that ship, and those of its user."""
