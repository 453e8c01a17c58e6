"""Read and resolve suite files."""
