"""One wire format a package or file; each defines `DIALECT` and is found by name."""
