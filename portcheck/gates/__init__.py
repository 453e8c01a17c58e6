"""Gates: one file each, with its limits, its defaults, how it decides and what it says."""
