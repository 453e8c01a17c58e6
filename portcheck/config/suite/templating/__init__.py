"""Templates in prompts and check arguments."""
