"""One file a revision of the tables; a revision that was released never changes."""
