"""The wire formats, one per package or module; each defines `DIALECT` and is found by name."""
