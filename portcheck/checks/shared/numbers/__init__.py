"""Read and compare numbers in answers."""
