"""Suites made of a log: what their cases stand for, and what still waits for a person."""
