"""Parse files into plain values with positions."""
