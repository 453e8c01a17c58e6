"""The cutover pack: what to change for one move, gateway files, a canary, a checklist. Pure."""
