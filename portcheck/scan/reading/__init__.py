"""Choose the files of a folder to read, determine their kinds, and find comments in texts."""
