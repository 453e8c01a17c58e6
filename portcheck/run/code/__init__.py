"""Functions of a suite, run apart from portcheck and only where that is allowed."""
