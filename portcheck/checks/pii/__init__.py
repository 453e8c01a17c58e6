"""Find personal data by formats with check digits or other reliable features."""
