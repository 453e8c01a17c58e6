"""Bodies of vendors' APIs to our own values: requests here, answers through the dialects."""
