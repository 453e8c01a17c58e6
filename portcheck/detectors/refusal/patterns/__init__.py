"""The patterns of a refusal: what declines, what accompanies it, what a helpful answer has."""
