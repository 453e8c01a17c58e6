"""What checks share that ask judges."""
