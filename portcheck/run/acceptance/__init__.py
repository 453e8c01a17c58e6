"""What people accepted: runs that later ones are held against."""
