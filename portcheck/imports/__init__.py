"""Reads suites and logs of other tools and vendors into portcheck's own values.

`logs` reads request/response logs into exchanges; `clustering` groups them by the templates that
their prompts came from. Nothing here calls a vendor, and all input is untrusted.
"""
