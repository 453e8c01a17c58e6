"""Answers from elsewhere: imported, labelled."""
