"""Read a providers file, which has the names of key variables but never keys."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from msgspec import UNSET, Struct
from msgspec.structs import replace

from portcheck.config import schema
from portcheck.config.auth import AUTH_HINT, AUTH_WORDS, auth_mistakes, auth_of
from portcheck.config.environment import with_variables
from portcheck.config.groups.look_alikes import DIFFERENCE, look_alikes
from portcheck.config.guardrails import guardrail_of, with_moderators
from portcheck.config.problems.document import Source, Steps, mapping
from portcheck.config.problems.misplaced_keys import unknown_key_hint
from portcheck.config.problems.quoting import quote
from portcheck.config.problems.schema_mistakes import Mistake, mistakes, without
from portcheck.config.problems.secret_patterns import looks_random, looks_secret
from portcheck.config.problems.synonyms import spelling_hint
from portcheck.config.same_recordings import RECORDED, same_recordings
from portcheck.config.suite.resolve import PRINTABLE, is_printable
from portcheck.config.table_facts import with_table_facts
from portcheck.data.local_hosts import is_loopback
from portcheck.data.vendors import Preset, presets
from portcheck.errors import UsageError
from portcheck.model.suite import Auth, Limits, Price, ProviderSpec, Rates
from portcheck.plugins import DIALECTS, Dialect

_KEY_WORDS = frozenset(
    {"apikey", "key", "token", "secret", "password", "passwd", "authorization", "auth", "bearer"}
    | {"apitoken", "accesstoken", "authtoken", "accesskey", "secretkey", "apisecret", "xapikey"}
    | {"credential", "credentials", "clientsecret", "privatekey", "cookie"}
)
_NEVER = "keys do not belong in this file"
_INSTEAD = "put it in an environment variable and write api_key_env: NAME_OF_VARIABLE"
_HINTS = {"auth": AUTH_HINT}
"""Key to its hint, if that is not the usual one."""
_RATES = frozenset({"input", "output"})
_DATES = ("retires", "contract_ends")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def read_providers(source: Source, base_urls: Mapping[str, str]) -> tuple[ProviderSpec, ...]:
    """Read the valid entries of a document; mistakes go to its collector.

    Args:
        source: The document.
        base_urls: Provider id to the URL that was typed for it on the command line.
    """
    value = without(source, source.document.value, list(_secrets(source.document.value, ())))
    found = mistakes(value, schema.structure("providers"), "providers")
    value = mapping(without(source, value, [m for m in found if m.steps not in source.broken]))
    entries = mapping(value.get("providers"))
    specs = [
        _Entry(source, key, _from_environment(source, key, mapping(item))).spec(base_urls)
        for key, item in entries.items()
    ]
    for name, other in look_alikes(filter(is_printable, entries)):
        message = f"the provider {quote(name)} looks like another one"
        line = source.document.at_key(("providers", other))[0]
        source.warning(("providers", name), message, f"first on line {line}; {DIFFERENCE}")
    sound = tuple(with_moderators(source, [spec for spec in specs if spec is not None]))
    for first, *others in same_recordings(sound):
        for name in others:
            message = f"{quote(name)} replays the same recording as {quote(first)}"
            hint = "comparing the two shows nothing: record each of them"
            source.warning(("providers", name, "file"), message, hint)
    return sound


def _from_environment(source: Source, key: str, item: Mapping[str, Any]) -> Mapping[str, Any]:
    filled, found = with_variables(item, ("providers", key), os.environ)
    for mistake in found:
        source.error(mistake.steps, mistake.message, mistake.hint)
    return filled


def _secrets(value: Any, steps: Steps) -> Iterator[Mistake]:
    """Yield a mistake for everything that is or may be a literal key, without showing it."""
    if isinstance(value, list):
        for i, item in enumerate(value):
            yield from _secrets(item, (*steps, i))
    elif isinstance(value, str) and looks_secret(value):
        yield Mistake(steps, f"{_NEVER}, and this looks like one", _INSTEAD)
    elif isinstance(value, dict):
        for word, item in value.items():
            at = (*steps, word)
            if looks_secret(word) or looks_random(word):
                yield Mistake(at, f"{_NEVER}, and this looks like one", _INSTEAD, on_key=True)
            elif _is_key_word(word) and isinstance(item, (str, int)) and item not in AUTH_WORDS:
                yield Mistake(at, _NEVER, _HINTS.get(word, _INSTEAD))
            elif word == "api_key_env" and isinstance(item, str) and looks_random(item):
                yield Mistake(at, f"{_NEVER}, and this looks like one", _INSTEAD)
            else:
                yield from _secrets(item, at)


def _is_key_word(word: str) -> bool:
    return re.sub(r"[^a-z]", "", word.lower()) in _KEY_WORDS


class _Entry(Struct, frozen=True):
    source: Source
    id: str
    item: Mapping[str, Any]

    def _error(self, step: str, message: str, hint: str = "", *, key: bool = False) -> None:
        steps: Steps = ("providers", self.id, step) if step else ("providers", self.id)
        self.source.error(steps, message, hint, key=key or not step)

    def spec(self, base_urls: Mapping[str, str]) -> ProviderSpec | None:
        if not is_printable(self.id):
            self._error("", "an id is printable text", PRINTABLE)
        preset = self._preset()
        dialect = self._dialect(preset)
        if dialect is None:
            return None
        item = self.item
        options = self._options(preset, dialect)
        implied = dialect.base_url_of(options) if dialect.base_url_of else None
        base_url = (
            base_urls.get(self.id) or item.get("base_url") or preset.get("base_url") or implied
        )
        if "base_url" in item:
            self._review_url(item["base_url"])
        self._review_required(preset, dialect, base_url)
        typed = self.id in base_urls
        key_env = self._key_env(preset, dialect, base_url)
        auth = self._auth(dialect)
        self._review_dates()
        spec = ProviderSpec(
            id=self.id,
            vendor=item.get("vendor") or preset.get("vendor", ""),
            dialect=dialect.name,
            model=item.get("model"),
            preset=item.get("preset"),
            base_url=base_url,
            base_url_typed=typed,
            api_key_env=None if auth.starts else key_env,
            auth=auth,
            api_key_optional=typed and "api_key_env" not in item,
            ca_file=self._beside(item.get("ca_file")),
            client_cert=self._client_cert(),
            proxy=self._proxy(),
            file=self._file(dialect),
            reasoning_tags=tuple(item.get("reasoning_tags", ())),
            stream=item.get("stream", False),
            timeout_s=float(item.get("timeout_s", 600.0)),
            limits=Limits(**item.get("limits", {})),
            price=self._price(),
            facts=item.get("facts", {}),
            options=options,
        )
        return with_table_facts(
            replace(spec, guardrail=guardrail_of(self.source, item, spec, dialect))
        )

    def _preset(self) -> Preset:
        name = self.item.get("preset")
        if name is None:
            return {}
        found = presets().get(name)
        if found is None:
            self._error(
                "preset", f"there is no preset {quote(name)}", spelling_hint(name, presets())
            )
        return found or {}

    def _dialect(self, preset: Mapping[str, Any]) -> Dialect | None:
        name = self.item.get("dialect") or preset.get("dialect")
        known = DIALECTS
        if name is None:
            if "preset" not in self.item and not self._broken("dialect", "preset"):
                hint = f"dialects: {', '.join(known.names())}"
                self._error("", "'dialect' or 'preset' is missing", hint)
            return None
        if not known.has(name):
            hint = spelling_hint(name, known.names())
            if name in presets():
                hint = f"that is a preset: write 'preset: {name}'"
            self._error("dialect", f"there is no dialect {quote(name)}", hint)
            return None
        try:
            return known.get(name)
        except UsageError as exc:
            self._error("dialect", exc.message, exc.hint)
            return None

    def _broken(self, *words: str) -> bool:
        home: Steps = ("providers", self.id)
        return any(
            self.source.is_broken((*home, word)) or self.source.is_misspelt(home, word)
            for word in words
        )

    def _review_required(self, preset: Preset, dialect: Dialect, base_url: Any) -> None:
        item = self.item
        recorded = dialect.name == RECORDED
        if "vendor" not in item and "vendor" not in preset and not self._broken("vendor"):
            self._error("", "'vendor' is missing", "name the company that runs the service")
        if "model" not in item and dialect.uses_network and not self._broken("model"):
            self._error("", "'model' is missing", "name the model as the vendor does")
        if recorded and "file" not in item and not self._broken("file"):
            self._error("", "'file' is missing", "name the recording, relative to this file")
        if "file" in item and not recorded:
            hint = f"remove it, or write 'dialect: {RECORDED}'"
            self._error("file", f"'file' belongs to dialect '{RECORDED}'", hint, key=True)
        own = preset.get("base_url", dialect.default_base_url)
        if dialect.uses_network and not (base_url or own) and not self._broken("base_url"):
            hint = "write the address up to where the API's paths begin"
            if dialect.base_url_of:
                hint += ", or the options that it follows from, such as a region"
            self._error("", "'base_url' is missing", hint)

    def _review_url(self, url: str) -> None:
        message, hint = url_mistake(url)
        if message:
            self._error("base_url", message, hint)

    def _key_env(self, preset: Preset, dialect: Dialect, base_url: str | None) -> str | None:
        named = self.item.get("api_key_env")
        if named is not None and not _VARIABLE.fullmatch(named):
            hint = "letters, digits and underscores, without $"
            self._error("api_key_env", "this is not a variable name", hint)
            return None
        name: str | None = named
        if name is None and self.item.get("base_url") is None:
            # Only a service at its own address gets its default key variable.
            own = preset.get("api_key_env") if preset else dialect.default_key_env
            name = own if dialect.uses_network else None
        elif name is None and preset.get("base_url") is None:
            name = preset.get("api_key_env")
        host, secure = _host(base_url)
        if name is None or host is None:
            return name
        if not secure and not is_loopback(host):
            hint = "use https, or leave out api_key_env if the server needs no key"
            self._error("base_url", "portcheck never sends a key over http", hint)
        return name

    def _auth(self, dialect: Dialect) -> Auth:
        found = self.item.get("auth")
        if found is not None and not dialect.uses_network:
            self._error("auth", f"dialect '{dialect.name}' makes no calls", "remove it", key=True)
        elif not self._broken("auth"):
            for message, hint in auth_mistakes(
                found, dialect, names_key="api_key_env" in self.item
            ):
                self._error("auth", message, hint)
        return auth_of(found, self.source.document.folder)

    def _client_cert(self) -> tuple[str, ...]:
        said = self.item.get("client_cert", ())
        names = [said] if isinstance(said, str) else said
        return tuple(path for path in map(self._beside, names) if path)

    def _beside(self, name: str | None) -> str | None:
        """Resolve a path relative to this file; it is not opened before a call needs it."""
        return None if name is None else str(self.source.document.folder.absolute() / name)

    def _proxy(self) -> str | None:
        named: str | None = self.item.get("proxy")
        message, hint = ("", "") if named is None else url_mistake(named)
        if message:
            hint = f"{hint}; HTTPS_PROXY takes a password" if hint == _INSTEAD else hint
            self._error("proxy", message, hint)
        return None if message else named

    def _file(self, dialect: Dialect) -> str | None:
        name = self.item.get("file")
        if name is None or dialect.name != RECORDED:
            return None
        try:
            path = (self.source.document.folder / name).resolve()
            found, exists = path.is_file(), path.exists()
        except (OSError, ValueError, RuntimeError):
            hint = "paths are relative to this file"
            self._error("file", f"{quote(name)} is not a usable path", hint)
            return None
        if exists and not found:
            self._error("file", f"{quote(name)} is not a plain file", "name a file")
        elif not found:
            # The file may be recorded later, and a run without this provider does not need it.
            steps: Steps = ("providers", self.id, "file")
            message, hint = f"there is no file {quote(name)}", "paths are relative to this file"
            self.source.add(steps, message, hint, severity="warning")
        return str(path)

    def _review_dates(self) -> None:
        for fact in _DATES:
            value = mapping(self.item.get("facts")).get(fact)
            if not _is_mistaken_date(value):
                continue
            steps: Steps = ("providers", self.id, "facts", fact)
            self.source.error(steps, f"{quote(value)} is not a date", "write it as 2027-12-31")

    def _price(self) -> Price | None:
        price = self.item.get("price")
        if not price or not set(price) >= _RATES:
            return None
        tiers = {
            # Only complete prices; the others were reported.
            name.lower(): Rates(**rates)
            for name, rates in price.get("tiers", {}).items()
            if set(rates) >= _RATES
        }
        return Price(**{**price, "tiers": tiers or UNSET})

    def _options(self, preset: Preset, dialect: Dialect) -> Mapping[str, Any]:
        options = self.item.get("options", {})
        steps: Steps = ("providers", self.id, "options")
        for word in options:
            if word not in dialect.options and word not in dialect.moved_options:
                message = f"{quote(word)} is not an option of dialect '{dialect.name}'"
                hint = unknown_key_hint(word, list(dialect.options), "providers")
                self.source.error((*steps, word), message, hint, key=True)
        given = preset.get("options", {}) if preset.get("dialect") == dialect.name else {}
        merged = {**given, **options}
        merged = {k: v for k, v in merged.items() if k not in dialect.moved_options}
        for mistake in dialect.review(merged):
            places = (*steps, *mistake.steps) if "options" in self.item else steps[:-1]
            self.source.error(places, mistake.message, mistake.hint, key=not mistake.steps)
        if self.item.get("stream") and not dialect.streams:
            message = f"dialect '{dialect.name}' cannot stream"
            self._error("stream", message, "remove it: answers come in one piece")
        return merged


def _is_mistaken_date(value: Any) -> bool:
    """Whether a value looks like a date but is not a valid one."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return False
    try:
        date.fromisoformat(str(value))
    except ValueError:
        return any(ch.isdigit() for ch in str(value))
    return False


def url_mistake(url: str) -> tuple[str, str]:
    """Message and hint for an invalid base URL; both empty if it is valid."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return "this is not an address", "for example https://api.example.com/v1"
    is_web = parts.scheme in {"http", "https"} and host and port != 0 and not re.search(r"\s", url)
    keys = (_is_key_word(name) for name, _ in parse_qsl(parts.query, keep_blank_values=True))
    mistakes = (
        (
            parts.username is not None or parts.password is not None,
            "an address here cannot hold a name or password",
            _INSTEAD,
        ),
        (
            not is_web,
            "this is not an http or https address",
            "for example https://api.example.com/v1",
        ),
        (
            not url.isascii() or not url.isprintable() or "\\" in url,
            "this address has characters that no URL has",
            "write a host as its punycode (xn--...), and other characters with percent signs",
        ),
        (any(keys), "an address here cannot hold a key", _INSTEAD),
        (parts.fragment, "an address here cannot have a fragment", "remove the part after the #"),
    )
    return next(((said, hint) for found, said, hint in mistakes if found), ("", ""))


def _host(url: Any) -> tuple[str | None, bool]:
    try:
        parts = urlsplit(url) if isinstance(url, str) else None
    except ValueError:
        return None, False
    return (None, False) if parts is None else (parts.hostname, parts.scheme == "https")
