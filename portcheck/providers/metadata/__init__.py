"""Read facts and unread content from the rest of a vendor's body."""
