"""Report on the policies that guard the workloads of a run."""
