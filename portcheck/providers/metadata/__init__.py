"""What a vendor's body holds besides the answer that its reader takes: content, and facts."""
