"""One call over HTTP: send, receive, read."""
