"""The uses of LLM vendors in a codebase, and those that no suite covers: the result of `scan`."""
