"""YAML in, values out. The only code that reads YAML."""
