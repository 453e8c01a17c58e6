"""What a live endpoint really takes."""
