"""Build addresses for Gemini: AI Studio, Vertex AI and gateways for them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

from portcheck.data.vendors import at_host, of_preset, regional_base_url, vendors
from portcheck.errors import UsageError
from portcheck.model.suite import ProviderSpec
from portcheck.providers.option_mistake import option_mistake

API_VERSION = "v1beta"
VERTEX_API_VERSION = "v1beta1"
_VERTEX = "vertex"

_VERSION = re.compile(r"v\d+[a-z]*\d*")
_PLACE = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")
_PROJECT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]*")
_METHODS = (":generateContent", ":streamGenerateContent")


def vertex_base_url(options: Mapping[str, Any]) -> str | None:
    """The base URL of a Vertex location; `None` if it is missing or not valid in a host name."""
    place = options.get("location")
    if not isinstance(place, str) or not _PLACE.fullmatch(place):
        return None
    return regional_base_url(_VERTEX, place)


def is_vertex(spec: ProviderSpec, base_url: str) -> bool:
    """Whether an entry means Vertex AI, judging by its preset, options or address."""
    if (
        of_preset(spec.preset) is vendors()[_VERTEX]
        or {"project", "location"} & spec.options.keys()
    ):
        return True
    parts = urlsplit(base_url)
    return _is_vertex_host(parts.hostname or "") or "/projects/" in f"{parts.path}/"


def method_url(spec: ProviderSpec, base_url: str) -> str:
    """The address of a request; a stream is another method, with server-sent events.

    Parts that the base URL already has (version, project, publisher) are not repeated.

    Raises:
        UsageError: the project is missing, or an option cannot stand in an address.
    """
    parts = urlsplit(base_url)
    path = parts.path.rstrip("/")
    for method in _METHODS:
        path = path.removesuffix(method)
    if not _names_model(path):
        place = _vertex_path if is_vertex(spec, base_url) else _studio_path
        path = place(spec, path, parts.hostname or "")
    query = "&".join(filter(None, [parts.query, "alt=sse" if spec.stream else ""]))
    method = _METHODS[1] if spec.stream else _METHODS[0]
    return urlunsplit((parts.scheme, parts.netloc, path + method, query, ""))


def api_version(url: str) -> str:
    """The version in an address; "" if it has none."""
    return next((s for s in urlsplit(url).path.split("/") if _VERSION.fullmatch(s)), "")


def _is_vertex_host(host: str) -> bool:
    return at_host(host) is vendors()[_VERTEX]


def _names_model(path: str) -> bool:
    return re.search(r"/(models|tunedModels|endpoints)/[^/]+$", path) is not None


def _studio_path(spec: ProviderSpec, path: str, host: str) -> str:
    path = path.removesuffix("/models")
    model = quote(spec.model or "", safe="/@")
    named = model if model.startswith(("models/", "tunedModels/")) else f"models/{model}"
    return f"{_versioned(spec, path, API_VERSION)}/{named}"


def _vertex_path(spec: ProviderSpec, path: str, host: str) -> str:
    model = quote(spec.model or "", safe="/@")
    path = path.removesuffix("/models")
    if "/publishers/" in path:
        return f"{path}/models/{model.rpartition('/')[2]}"
    if "/projects/" not in path:
        path = _versioned(spec, path, VERTEX_API_VERSION)
        if model.startswith("projects/"):
            return f"{path}/{model}"
        path += project_path(spec, host)
    if model.startswith(("publishers/", "endpoints/")):
        return f"{path}/{model}"
    return f"{path}/publishers/google/models/{model.removeprefix('models/')}"


def _versioned(spec: ProviderSpec, path: str, default: str) -> str:
    if _VERSION.fullmatch(path.rpartition("/")[2]):
        return path
    return f"{path}/{_checked(spec, 'api_version', _VERSION) or default}"


def project_path(spec: ProviderSpec, host: str) -> str:
    """Project and location; without them a gateway, or a key of the express mode, must do.

    Raises:
        UsageError: the project is missing, or an option cannot stand in an address.
    """
    project = _checked(spec, "project", _PROJECT)
    if project is not None:
        location = _checked(spec, "location", _PLACE) or "global"
        return f"/projects/{project}/locations/{location}"
    if _is_vertex_host(host) and spec.options.get("key_header") is None:
        raise UsageError(
            f"provider {spec.id!r}: Vertex AI needs a project",
            hint="write options: {project: my-project, location: europe-west4}",
        )
    return ""


def _checked(spec: ProviderSpec, option: str, pattern: re.Pattern[str]) -> str | None:
    value = spec.options.get(option)
    if value is None:
        return None
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise option_mistake(spec, option, value, "it becomes part of the address")
    return value
