"""Run functions of a suite in separate processes, and only with consent."""
