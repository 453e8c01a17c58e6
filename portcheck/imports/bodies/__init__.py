"""Convert bodies of vendors' APIs: requests here, answers through the dialects."""
