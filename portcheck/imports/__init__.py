"""Foreign suites and logs: what other tools and vendors wrote, read to our own values.

`logs` reads request/response logs to exchanges, `clustering` sorts these by the templates that
their prompts came from. Nothing here calls a vendor, and everything that is read is hostile.
"""
