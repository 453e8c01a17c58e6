"""RunReport in, bytes out: one file a format. Nothing is computed here."""
