"""Make and verify bundles."""
