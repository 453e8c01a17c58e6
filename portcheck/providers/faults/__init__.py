"""Read and classify vendors' errors."""
