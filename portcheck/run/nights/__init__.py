"""Evidence over the nights of an epoch: what it is, where it is kept, when an epoch ends."""
