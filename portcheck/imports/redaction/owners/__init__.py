"""Which word of a text says what a number or a code in it is, and which numbers count things."""
