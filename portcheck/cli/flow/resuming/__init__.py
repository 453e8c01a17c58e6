"""End a run early, and resume it with its original options."""
