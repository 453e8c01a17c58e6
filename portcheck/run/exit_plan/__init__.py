"""Make exit plans from the evidence of runs on the move of each workload."""
