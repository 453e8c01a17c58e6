"""The commands on providers: list, check, probe."""
