"""Files of a folder: which are read, what kind each is, and which parts of a text are comments."""
