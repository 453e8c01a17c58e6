"""What people accepted: risks until a day, and runs that later ones are held against."""
