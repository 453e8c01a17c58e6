"""Pure functions of (case, completion): one file a check."""
