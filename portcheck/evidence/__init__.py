"""One archive of a run that a reviewer can check: its form, and the digests of what it holds."""
