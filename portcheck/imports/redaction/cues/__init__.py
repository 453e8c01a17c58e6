"""Recognises values by their own characters, and by the nouns near them."""
