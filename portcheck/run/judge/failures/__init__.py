"""Find differences and shared failures of the two sides, by case and by reason."""
