"""RunReport in, bytes out: one file per format. Nothing is computed here."""
