"""Automatic checks, proposed checks, and the traffic that a sample represents."""
