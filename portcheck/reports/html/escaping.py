"""Escape values for the page, under a content security policy that blocks everything else."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from portcheck.model.visible_text import visible


def content_security_policy(style: str, script: str) -> str:
    """The Content-Security-Policy of a page with one inline style sheet and one inline script."""
    return (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}';"
        " base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def anchor(*names: str) -> str:
    """Make a fragment identifier that is always distinct, and readable if the names are ASCII."""
    joined = "\0".join(names)
    slug = re.sub(r"[^a-z0-9]+", "-", " ".join(names).lower()).strip("-")[:40].strip("-")
    digest = hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:10]
    return f"v-{slug}-{digest}" if slug else f"v-{digest}"


@cache
def environment() -> Environment:
    """The environment of all templates; every value passes `shown` and then autoescaping."""
    return Environment(
        loader=PackageLoader("portcheck", "reports/templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def shown(value: Any) -> Any:
    """Make a text on the page visible; template markup stays unchanged."""
    return visible(value) if type(value) is str else value
