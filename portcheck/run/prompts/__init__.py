"""Choose the prompt that decides for a candidate, and suggest new ones, from its answers."""
