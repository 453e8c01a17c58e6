"""Report on the policies that apply to the workloads of a run."""
