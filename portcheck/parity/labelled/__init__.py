"""What labels on a random sample of a run say of the whole of it."""
