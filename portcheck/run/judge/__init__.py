"""Score samples, and make gates, verdicts and the report."""
