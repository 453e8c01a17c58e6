"""Apply waivers, risks that people accepted until a date."""
