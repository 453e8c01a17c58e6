"""The local review page: serves one run to one browser on this machine, and writes labels."""
