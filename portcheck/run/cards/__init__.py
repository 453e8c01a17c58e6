"""Choose the cards of a run's detectors and panels, shipped ones or the user's."""
