"""One run against an earlier one: what is shown to have changed, and what stays undecided."""
