"""Turn verdicts into decisions: exits, their costs, and drills without a vendor. Pure."""
