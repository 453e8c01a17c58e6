"""Cases that ask the same are one group."""
