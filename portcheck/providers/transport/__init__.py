"""Open connections. Only these modules use httpx, and they are imported at the first request."""

import ssl
import sys
from threading import get_ident
from typing import Any

_read = ssl.SSLContext.set_default_verify_paths
_loading = get_ident()


def _read_with_first_use(context: ssl.SSLContext) -> None:
    """Call `set_default_verify_paths` later, when the first connection needs it."""
    if get_ident() != _loading:  # another thread may need them now
        _read(context)
        return

    def wrap_bio(*args: Any, **named: Any) -> Any:
        del context.wrap_bio
        context.set_default_verify_paths()
        return context.wrap_bio(*args, **named)

    context.wrap_bio = wrap_bio  # type: ignore[method-assign]


if "httpx" not in sys.modules:
    # Where click, pygments and rich are installed, httpx loads them for its own command: 40 ms
    # and 4 MB of every run. It does without where that module cannot be imported.
    sys.modules["httpx._main"] = None  # type: ignore[assignment]
    try:
        import httpx as httpx
    finally:
        del sys.modules["httpx._main"]

if "aiohttp" not in sys.modules:
    # It reads the system's certificates twice, 40 ms and 4 MB of every run, for requests that bring
    # none. Ours do.
    ssl.SSLContext.set_default_verify_paths = _read_with_first_use  # type: ignore[assignment]
    try:
        import aiohttp as aiohttp
    finally:
        del ssl.SSLContext.set_default_verify_paths
