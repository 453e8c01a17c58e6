"""Find texts that are hidden in a model's output in various ways."""
