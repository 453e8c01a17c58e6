"""One call over HTTP: send, receive, understand."""
