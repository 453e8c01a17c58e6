"""Convert a run to the files of a bundle, and read it back without a folder."""
