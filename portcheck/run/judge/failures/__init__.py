"""Where the two sides differ or both fail, case by case and grouped by reason."""
