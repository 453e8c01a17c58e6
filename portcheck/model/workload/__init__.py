"""What a suite says about a workload besides its cases."""
