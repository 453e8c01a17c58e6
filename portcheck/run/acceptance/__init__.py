"""What people accepted: runs that later ones are compared with."""
