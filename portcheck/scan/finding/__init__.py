"""What one text says about vendors: libraries, models, addresses, variables, secrets, ties."""
