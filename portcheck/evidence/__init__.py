"""The archive of a run that a reviewer can verify: its format and the digests of its files."""
