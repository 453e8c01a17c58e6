"""Accept runs, so that later ones are compared with them."""
