"""Files of batches: requests in one, answers in another, and an id that belongs to both."""
