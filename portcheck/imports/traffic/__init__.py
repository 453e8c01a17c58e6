"""Turns clusters of a log into workloads: a sample, rows, recorded answers, proposed checks."""
