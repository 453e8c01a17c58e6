"""Parts of a workload besides its cases."""
