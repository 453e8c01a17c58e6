"""Ways to hide a text in what a model gives out, and how each of them is found."""
