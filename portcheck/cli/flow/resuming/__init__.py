"""How a run is ended early, and what it takes to go on with it as it was begun."""
