"""Connections. Only these modules know httpx, and they are imported with the first request."""
