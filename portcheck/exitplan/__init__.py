"""Turn verdicts into decisions: exits, their costs, and drills of a loss. Pure."""
