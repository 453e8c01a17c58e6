"""Files to plain values with positions."""
