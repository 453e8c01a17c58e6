"""What Acme adds to portcheck."""
