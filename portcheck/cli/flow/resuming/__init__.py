"""Ends a run early, and resumes it with its original options."""
