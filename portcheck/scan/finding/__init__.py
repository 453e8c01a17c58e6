"""What one text says of vendors: libraries, models, addresses, variables, secrets, ties."""
