"""The command line, with one file per command; only this package prints."""
