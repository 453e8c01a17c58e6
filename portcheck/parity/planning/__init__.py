"""What a suite can show before anything was asked."""
