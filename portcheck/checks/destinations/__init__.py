"""Where what a model writes leads to, and which hosts that are."""
