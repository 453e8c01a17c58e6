"""What a provider would reject, drop or change, and requests adapted to it."""
