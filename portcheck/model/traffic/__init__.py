"""What a suite keeps of the log that it was made of."""
