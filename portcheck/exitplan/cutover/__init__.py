"""Make the cutover pack of one move: changes, gateway files, a canary, a checklist. Pure."""
