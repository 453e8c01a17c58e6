"""Read and write plan.json without holding all of it in memory."""
