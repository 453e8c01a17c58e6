"""What labels on a random sample of a run say about the whole of it."""
