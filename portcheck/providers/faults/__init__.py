"""What a vendor says went wrong, and what that means."""
