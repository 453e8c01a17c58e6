"""Put cases that ask the same into one group."""
