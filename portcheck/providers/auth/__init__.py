"""Get tokens that expire, and renew them."""
