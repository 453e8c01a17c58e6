"""Find settings that a provider would reject, drop or change, and adapt requests to it."""
