"""Gates: one file each, with its limits, its defaults, its decision and its words."""
