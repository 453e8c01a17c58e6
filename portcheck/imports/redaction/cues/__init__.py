"""What a value is by its own characters, and which noun says so."""
