"""From clusters of a log to workloads: a random sample, rows, recorded answers, proposed checks."""
