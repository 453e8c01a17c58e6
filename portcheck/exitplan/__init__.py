"""From verdicts to a decision: exits, what they cost, and what happens without a vendor. Pure."""
