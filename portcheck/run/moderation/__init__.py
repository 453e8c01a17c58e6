"""The moderators of providers: which there are, and how much they can cost."""
