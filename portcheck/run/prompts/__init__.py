"""Choose the deciding prompts of candidates, and suggest new ones, from their answers."""
