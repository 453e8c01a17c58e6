"""What an answer becomes in the program that it is put into."""
