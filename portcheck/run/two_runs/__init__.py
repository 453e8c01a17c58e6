"""Compare a run with an earlier one: shown changes and undecided gates."""
