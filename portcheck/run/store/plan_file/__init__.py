"""plan.json: written, and read, without all of it in memory."""
