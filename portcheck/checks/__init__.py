"""Pure functions of (case, completion): one file per check."""
