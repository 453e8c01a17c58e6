"""What a run says about the policies that guard its workloads."""
