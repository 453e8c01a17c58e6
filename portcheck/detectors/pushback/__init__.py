"""Whether an answer challenges a senseless question."""
