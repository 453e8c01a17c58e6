"""Import answers of other programs, and label them."""
