"""What the cases of a suite stand for that was made of a log, and which of its checks wait."""
