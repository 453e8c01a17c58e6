"""Read policies, red lines that several suites share: files with owner, review and cases."""
