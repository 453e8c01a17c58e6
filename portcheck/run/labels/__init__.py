"""What people say about the answers of a run: whom to ask about what, and what it measures."""
