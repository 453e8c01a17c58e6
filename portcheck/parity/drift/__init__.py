"""Whether the same cases are answered otherwise than before."""
