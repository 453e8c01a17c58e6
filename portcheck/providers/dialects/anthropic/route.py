"""Build addresses for Claude: Anthropic, Vertex AI, Microsoft Foundry and gateways for them."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit, urlunsplit

from portcheck.data.vendors import at_host, vendors
from portcheck.model.suite import ProviderSpec
from portcheck.providers.dialects.gemini.route import is_vertex, project_path
from portcheck.providers.http import join_url

_VERSION = re.compile(r"/v\d+[a-z]*\d*$")
_METHODS = (":rawPredict", ":streamRawPredict")


def messages_url(spec: ProviderSpec, base_url: str) -> str:
    """The address of a request; parts that the base URL already has are not repeated.

    Raises:
        UsageError: Vertex AI needs a project, or an option cannot be part of an address.
    """
    if is_vertex(spec, base_url):
        return _vertex_url(spec, base_url)
    parts = urlsplit(base_url)
    path = parts.path.rstrip("/")
    if not path and at_host((parts.hostname or "").lower()) is vendors()["azure"]:
        base_url, path = join_url(base_url, "/anthropic"), "/anthropic"
    if path.endswith("/messages"):
        return base_url
    return join_url(base_url, "/messages" if path.endswith("/v1") else "/v1/messages")


def _vertex_url(spec: ProviderSpec, base_url: str) -> str:
    """`.../v1/projects/P/locations/L/publishers/anthropic/models/MODEL:rawPredict`."""
    parts = urlsplit(base_url)
    path = parts.path.rstrip("/")
    for method in _METHODS:
        path = path.removesuffix(method)
    path = path.removesuffix("/models")
    if not re.search(r"/models/[^/]+$", path):
        model = quote((spec.model or "").rpartition("/")[2], safe="@")
        if "/projects/" not in path:
            path = path if _VERSION.search(path) else f"{path}/v1"
            path += project_path(spec, (parts.hostname or "").lower())
        if "/publishers/" not in path:
            path += "/publishers/anthropic"
        path += f"/models/{model}"
    method = _METHODS[1] if spec.stream else _METHODS[0]
    return urlunsplit((parts.scheme, parts.netloc, path + method, parts.query, ""))
