"""Make exit plans of runs from the evidence on each workload's move."""
