"""Tool loops: a model is asked on until it makes no further call, each answered by a record."""
