"""What a suite says of a workload besides its cases."""
