"""Tests whether the answers to the same cases have changed."""
