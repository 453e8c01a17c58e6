"""How checks that are made of others get their value."""
