"""Make one call over HTTP: send, receive, read."""
