"""Run functions of a suite in separate processes, only with the user's consent."""
