"""Convert promptfoo's providers to entries of a providers file and settings of workloads."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct, field

from portcheck.imports.suites.converted import (
    CannotSayError,
    FileRefusedError,
    Files,
    Foreign,
    Made,
    Place,
    unique,
)
from portcheck.imports.suites.promptfoo.endpoints import endpoint_of, variable_of, with_variables
from portcheck.imports.suites.promptfoo.request_settings import Settings, read_settings
from portcheck.imports.suites.promptfoo.services import entry_of

_KEY = re.compile(r"(?:api_?key|secret|token|password|credential|private_?key)", re.IGNORECASE)
_LITERAL_KEY = (
    "it holds a key, which is not copied: name its variable in providers.yaml, as api_key_env"
)
_LOOPBACK = re.compile(r"https?://(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?=[:/]|\Z)")
_TAKEN = frozenset({"apiHost", "apiBaseUrl", "apiKeyEnvar", "region", "projectId", "url", "method"})
_TAKEN_HTTP = frozenset({"headers", "body", "transformResponse", "responseParser"})


class Provider(Struct, frozen=True):
    """One provider of a configuration."""

    name: str
    place: Place
    label: str = ""
    config: Mapping[str, Any] = field(default_factory=dict)
    beside: tuple[str, ...] = ()
    """Its other keys."""


class Providers(Struct):
    """The converted providers of a configuration."""

    ids: dict[str, str] = field(default_factory=dict)
    """Our id by promptfoo's name or label."""
    stated: list[tuple[str, Settings]] = field(default_factory=list)
    """Our id and the settings of each provider."""


def read_providers(config: Foreign, files: Files, made: Made) -> Providers:
    """Fill `made.providers`, and list the providers that portcheck cannot call."""
    found = Providers()
    key = "providers" if "providers" in config.value else "targets"
    value = config.value.get(key)
    for provider in _listed(value, config, key, files, made):
        try:
            add_provider(provider, files, made, found)
        except CannotSayError as exc:
            made.omit(provider.place, f"provider {provider.label or provider.name}", str(exc))
    return found


def _listed(value: Any, config: Foreign, key: str, files: Files, made: Made) -> Iterator[Provider]:
    items = value if isinstance(value, list) else [] if value is None else [value]
    for number, item in enumerate(items):
        steps = (key, number) if isinstance(value, list) else (key,)
        place = config.place(*steps)
        if isinstance(item, str) and re.fullmatch(r"file://.*\.(?:ya?ml|json)", item):
            yield from _in_file(item.removeprefix("file://"), place, files, made)
            continue
        one = one_provider(item, place)
        if one is None:
            made.omit(place, "provider", "it is neither a name nor a mapping with an id")
        else:
            yield one


def _in_file(name: str, place: Place, files: Files, made: Made) -> Iterator[Provider]:
    try:
        document = files.document(name)
    except FileRefusedError as exc:
        made.omit(place, f"provider file://{name}", str(exc))
        return
    value = document.value
    for number, item in enumerate(value if isinstance(value, list) else [value]):
        at = document.place(number) if isinstance(value, list) else document.place()
        one = one_provider(item, at)
        if one is None:
            made.omit(at, "provider", "it is neither a name nor a mapping with an id")
        else:
            yield one


def one_provider(item: Any, place: Place) -> Provider | None:
    """Read a provider in any of its notations; `None` if it is not a provider."""
    if isinstance(item, str) and item:
        return Provider(item, place)
    if not isinstance(item, dict) or not item:
        return None
    if "id" not in item and len(item) == 1:
        name, inner = next(iter(item.items()))
        item = {"id": name, **(inner if isinstance(inner, dict) else {})}
    if not isinstance(item.get("id"), str):
        return None
    label, config = item.get("label"), item.get("config")
    return Provider(
        name=item["id"],
        place=place,
        label=label if isinstance(label, str) else "",
        config=config if isinstance(config, dict) else {},
        beside=tuple(sorted(set(item) - {"id", "label", "config"})),
    )


def add_provider(provider: Provider, files: Files, made: Made, found: Providers) -> str:
    """Add the entry of a provider, and return its id.

    Raises:
        CannotSayError: no dialect can call it.
    """
    name, config = provider.name, provider.config
    is_endpoint = name.startswith(("http://", "https://")) or name in {"http", "https"}
    url = config.get("url") if name in {"http", "https"} else name
    if is_endpoint and not isinstance(url, str):
        raise CannotSayError("it has no url")
    entry = endpoint_of(str(url), config) if is_endpoint else entry_of(name, config)
    label = provider.label or (name if not is_endpoint else str(entry["vendor"]))
    title = unique(label, made.providers)
    _address(entry, provider, made, title)
    _key(entry, provider, made, title)
    made.providers[title] = made.at(entry, provider.place)
    found.ids.setdefault(name, title)
    found.ids.setdefault(label, title)
    left = _TAKEN | (_TAKEN_HTTP if is_endpoint else frozenset())
    config = {key: part for key, part in config.items() if key not in left}
    settings = read_settings(
        {key: part for key, part in config.items() if not _is_key(key)}, provider.place, files
    )
    for what, why in settings.lacking:
        made.omit(provider.place, f"{title}: {what}", why)
    for key in provider.beside:
        made.omit(provider.place, f"{title}: {key}", "a provider has no such setting")
    found.stated.append((title, settings))
    return title


def _is_key(name: str) -> bool:
    return _KEY.search(name) is not None and "tokens" not in name.lower()


def _address(entry: dict[str, Any], provider: Provider, made: Made, title: str) -> None:
    address = provider.config.get("apiBaseUrl")
    host = provider.config.get("apiHost")
    if address is None and isinstance(host, str) and "base_url" not in entry:
        address = host if "://" in host else f"https://{host}/v1"
    if not isinstance(address, str) or not address:
        return
    address = with_variables(address)
    if "{{" in address:
        raise CannotSayError("a template makes its address")
    entry["base_url"] = address
    if not _LOOPBACK.match(address) and variable_of(provider.config.get("apiKey")) is None:
        made.note(
            f"{title} goes to {address}: if it needs a key, name its variable in providers.yaml "
            "as api_key_env"
        )


def _key(entry: dict[str, Any], provider: Provider, made: Made, title: str) -> None:
    """Copy the name of the variable that holds the key; list a literal key, never copy it."""
    for name, value in provider.config.items():
        if not _is_key(name) or name == "apiKeyEnvar":
            continue
        variable = variable_of(value)
        if variable and name in {"apiKey", "apiKeyHeader", "accessToken"}:
            entry["api_key_env"] = variable
        elif value not in {None, ""} if isinstance(value, (str, type(None))) else value:
            made.omit(provider.place, f"{title}: {name}", _LITERAL_KEY)
    stated = provider.config.get("apiKeyEnvar")
    if isinstance(stated, str) and re.fullmatch(r"[A-Za-z_]\w{0,99}", stated):
        entry["api_key_env"] = stated


def shared_settings(providers: Providers, made: Made, place: Place) -> dict[str, Any]:
    """The settings that workloads get from the providers; all providers get the same request."""
    shared: dict[str, Any] = {}
    for key in dict.fromkeys(key for _, one in providers.stated for key in one.values):
        values = {
            json.dumps(one.values[key], sort_keys=True): name
            for name, one in providers.stated
            if key in one.values
        }
        said = ", ".join(f"{text[:40]} ({name})" for text, name in list(values.items())[:4])
        if len(values) > 1:
            made.omit(
                place,
                f"settings of providers that differ: {key}",
                f"all providers get the same settings, but these are {said}: choose one in the "
                "suite",
            )
            continue
        silent = [name for name, one in providers.stated if key not in one.values]
        if silent:
            made.note(f"{key} is {said[:60]}, and applies to the others too")
        shared[key] = json.loads(next(iter(values)))
    return shared
