"""The patterns of a refusal: what declines, what goes with that, what a helpful answer holds."""
