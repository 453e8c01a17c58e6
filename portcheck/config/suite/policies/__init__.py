"""Red lines that several suites share: a file each, with its owner, its review and its cases."""
