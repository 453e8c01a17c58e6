"""Read the parts of suites about agents: lists of tools, and answers to their calls."""
