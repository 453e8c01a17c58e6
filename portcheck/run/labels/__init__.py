"""People's labels of the answers of a run: the queue, and the measurements."""
