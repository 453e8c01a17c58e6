"""Import and label answers of other programs."""
