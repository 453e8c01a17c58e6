"""What several gates have in common; no gate lies here."""
