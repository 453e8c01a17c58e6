"""What a run says of the policies that guard its workloads."""
