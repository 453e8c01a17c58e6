"""A run as the files of one archive, and back, without a folder."""
