"""Find the hosts that a model's output leads to."""
