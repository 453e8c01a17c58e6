"""The revisions of the tables, one per file; a released revision never changes."""
