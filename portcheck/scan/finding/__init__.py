"""Find in one text the libraries, models, hosts, variables, secrets and lock-ins of vendors."""
