"""Find the cases on which the two sides differ or both fail, and group them by reason."""
