"""What a codebase uses of LLM vendors, and which of it no suite covers: the result of `scan`."""
