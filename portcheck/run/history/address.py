"""The address of a history: an SQLite file, or the URL of a PostgreSQL database.

A password is never part of it: PostgreSQL's own client library takes one from `PGPASSWORD` or from
a service file (`postgresql:///?service=NAME`).
"""

from __future__ import annotations

import contextlib
import re
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from msgspec import Struct

from portcheck.errors import UsageError
from portcheck.lazy_pattern import LazyPattern

NAME = "history.sqlite"
"""Name of the default file, next to the run folders."""
DEFAULT = Path("runs") / NAME
_SECRETS = ("password", "passwd", "sslpassword", "oauth_client_secret")
_MISTYPED = LazyPattern(r"\s*postgres(?:ql)?(?:\+\w+)?(?::|//)", re.IGNORECASE)
"""A URL without a slash or the colon. Read as a file name, it would appear in messages."""
_PASSWORD = LazyPattern(r"pass(?:word|wd)\s*=|^[^/\\:]+:(?![/\\]).*@", re.IGNORECASE)
"""A password in a connection string, or in a URL without a scheme."""
_ELSEWHERE_HINT = (
    "put it into the variable PGPASSWORD, or into a service file: postgresql:///?service=NAME"
)


class Address(Struct, frozen=True):
    """A history: either `path` or `url` is set."""

    path: Path | None = None
    url: str = ""
    """URL of a PostgreSQL database, as its client library takes it, without a password."""

    @property
    def shown(self) -> str:
        """The address as messages show it; a file inside the working folder is relative to it."""
        if self.path is None:
            parts = urlsplit(self.url)
            service = dict(parse_qsl(parts.query)).get("service")
            return f"postgresql://{parts.netloc}{parts.path}" + (
                f"?service={service}" if service else ""
            )
        with contextlib.suppress(ValueError):
            return str(self.path.resolve().relative_to(Path.cwd().resolve()))
        return str(self.path)

    @property
    def text(self) -> str:
        """The address as text; `read_address` reads it back the same in any working folder."""
        return self.url if self.path is None else str(self.path.resolve())


def read_address(text: str) -> Address:
    """Read the value of `--history`: `postgresql://...`, or the name of a file.

    Raises:
        UsageError: it is empty, holds a password (which the message leaves out), or names another
            kind of database.
    """
    scheme, separator, rest = text.partition("://")
    if not separator:
        if "\0" in text or not text.strip():
            raise UsageError(
                "--history is empty", hint="name a file, or postgresql://HOST/DATABASE"
            )
        if _MISTYPED.match(text):
            raise UsageError(
                "--history is not a PostgreSQL address",
                hint=f"write postgresql://USER@HOST:PORT/DATABASE; a password: {_ELSEWHERE_HINT}",
            )
        if _PASSWORD.search(text):
            raise _has_password()
        return Address(path=Path(text))
    scheme = scheme.lower().partition("+")[0]
    if scheme == "sqlite":
        return Address(path=Path(rest.removeprefix("/") or NAME))
    if scheme not in {"postgresql", "postgres"}:
        raise UsageError(
            f"--history cannot be kept in {scheme[:20] or 'nothing'}",
            hint="name an SQLite file, or postgresql://USER@HOST/DATABASE",
        )
    user = rest.rpartition("@")[0]
    query = rest.partition("?")[2]
    named = {unquote(key).lower() for key, _ in parse_qsl(query, keep_blank_values=True)}
    if ":" in unquote(user) or named.intersection(_SECRETS):
        raise _has_password()
    url = f"postgresql://{rest}"
    try:
        url.encode()  # an argument may have bytes that are not UTF-8
        _ = urlsplit(url).port
    except ValueError:
        raise UsageError(
            "--history is not a PostgreSQL address",
            hint="write postgresql://USER@HOST:PORT/DATABASE",
        ) from None
    return Address(url=url)


def default_address(folder: Path) -> Address:
    """The history of a run folder if none is named: a file beside the folder, links resolved."""
    return Address(path=folder.resolve().parent / NAME)


def _has_password() -> UsageError:
    return UsageError("--history may not hold a password", hint=_ELSEWHERE_HINT)
