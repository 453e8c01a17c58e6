"""Read YAML files into values; no other code reads YAML."""
