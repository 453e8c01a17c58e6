"""Reads files of batches: requests in one file, answers in another, joined by an id."""
