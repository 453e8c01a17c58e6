"""The checks, pure functions of (case, completion), one per file."""
