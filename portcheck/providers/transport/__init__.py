"""Connections. Only these modules know httpx, and they are imported with the first request."""

import sys

if "httpx" not in sys.modules:
    # Where click, pygments and rich are installed, httpx loads them for a command of its own: 40 ms
    # and 4 MB of every run. It does without where that module cannot be imported.
    sys.modules["httpx._main"] = None  # type: ignore[assignment]
    try:
        import httpx as httpx
    finally:
        del sys.modules["httpx._main"]
