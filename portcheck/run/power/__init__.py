"""What a run of a suite could show, and how many cases or repeats that takes."""
