"""Convert a run to the files of a bundle and back, without a folder."""
