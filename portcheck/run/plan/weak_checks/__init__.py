"""Checks that say too little: which job is never safe, and which is for a useless model."""
