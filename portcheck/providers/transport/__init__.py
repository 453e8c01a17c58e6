"""What carries requests. Only these modules know httpx, and are imported with the first request."""
