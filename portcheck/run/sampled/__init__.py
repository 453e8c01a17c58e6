"""For a suite made from a log: the traffic that its cases represent, and its open proposals."""
