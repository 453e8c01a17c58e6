"""The only code that knows HTTP: one file a dialect."""
