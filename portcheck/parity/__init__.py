"""Pure statistics: pairing, intervals, non-inferiority, power, verdict."""
