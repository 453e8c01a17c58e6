"""Finds the word that says what a number or a code in a text is, and numbers that count things."""
