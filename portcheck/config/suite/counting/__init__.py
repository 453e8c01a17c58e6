"""What counts of a suite: automatic checks, proposals that wait, and what a sample stands for."""
