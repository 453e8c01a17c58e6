"""Code that several gates share; this package defines no gate."""
