"""Score samples, decide gates and verdicts, and collect the facts of the report."""
