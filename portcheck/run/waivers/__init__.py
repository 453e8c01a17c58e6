"""Apply waivers: risks that people accept until a date."""
