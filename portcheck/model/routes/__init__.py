"""What makes up a route to a model, besides the model."""
