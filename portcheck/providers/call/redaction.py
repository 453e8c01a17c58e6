"""Remove keys from everything that leaves this package, and make received text safe to store."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextvars import ContextVar
from typing import Any, TypeVar

import msgspec

from portcheck.model.completion import Completion
from portcheck.providers.call.key_forms import KeyForms, hidden, key_forms, occur_in

T = TypeVar("T")


class Redactions:
    """Records the secrets that were hidden during a call and its retries in this task."""

    def __init__(self) -> None:
        self.found = False
        """Whether a key was hidden in an answer or in an error."""
        self.answer: Completion | None = None
        """The last answer before a key in it was hidden; it is scored but never stored."""

    def __enter__(self) -> Redactions:
        self._before = _watching.set(self)
        return self

    def __exit__(self, *_: object) -> None:
        _watching.reset(self._before)


_watching: ContextVar[Redactions | None] = ContextVar("redactions", default=None)


def of_unredacted(change: Callable[[Completion], Completion]) -> None:
    """Apply a change of the redacted answer to the unredacted one too."""
    watching = _watching.get()
    if watching is not None and watching.answer is not None:
        watching.answer = change(watching.answer)


MIN_SEARCHED = 12
"""Shorter keys are placeholders for local servers and may be ordinary words."""


class Key:
    """An API key whose text appears in no output.

    Args:
        value: the key.
        signing: returns the current secrets that sign requests, which are renewed.
        others: other values that are sent and may be secret, each `MIN_SEARCHED` characters or
        more.
    """

    __slots__ = ("_forms", "_others", "_signing", "_value")

    def __init__(
        self,
        value: str | None,
        signing: Callable[[], Iterable[str]] | None = None,
        others: Iterable[str] = (),
    ) -> None:
        self._value = value or ""
        self._signing = signing
        self._others = tuple(one for one in others if len(one) >= MIN_SEARCHED)
        self._forms: dict[str, KeyForms] = {}

    def __repr__(self) -> str:
        return "Key(***)" if self._value or self._signing or self._others else "Key(none)"

    def knowing(self, others: Iterable[str]) -> Key:
        """This key with more secrets that are hidden."""
        return Key(self._value, self._signing, (*self._others, *others))

    def hide(self, text: str) -> str:
        """Replace every occurrence of the key in any form by `***`."""
        return _noted(text, self._all())

    def hide_in_answer(self, text: str) -> str:
        """Like `hide`, but a short key stays, because it may be an ordinary word."""
        return _noted(text, self._searched())

    def _all(self) -> Sequence[KeyForms]:
        """The forms of each secret, including the current signing secrets."""
        if self._signing is None and not self._value and not self._others:
            return ()
        secrets = [self._value, *self._others, *(self._signing() if self._signing else ())]
        if len(self._forms) > len(secrets):
            self._forms = {}
        for secret in secrets:
            if secret and secret not in self._forms:
                self._forms[secret] = key_forms(secret)
        return [self._forms[secret] for secret in secrets if secret]

    def _searched(self) -> Sequence[KeyForms]:
        known = self._all()
        if not self._value or len(self._value) >= MIN_SEARCHED:
            return known
        return [forms for forms in known if forms.key != self._value]

    def occurs_in(self, written: bytes) -> bool:
        """Whether JSON text from msgspec contains a secret that is hidden in answers."""
        return any(occur_in(written, forms) for forms in self._searched())


def _noted(text: str, secrets: Iterable[KeyForms]) -> str:
    """Hide secrets in a text, and record it if any were found."""
    without = text
    for forms in secrets:
        without = hidden(without, forms)
    watching = _watching.get()
    if watching is not None and without != text:
        watching.found = True
    return without


def cleaned_answer(answer: Completion, key: Key) -> Completion:
    """Like `cleaned`, and record the unredacted answer if a key was found."""
    safe = cleaned(answer, key)
    watching = _watching.get()
    if watching is not None:
        whole = safe if safe is answer else cleaned(answer, _NO_KEY)
        watching.answer = None if whole is safe or whole == safe else whole
    return safe


def cleaned(value: T, key: Key) -> T:
    """Remove the key and lone surrogates from all texts of a value.

    JSON may escape half of a surrogate pair, alone or in two pieces of a stream; no file can store
    it.
    """
    if _is_clean(value, key):
        return value
    return _walk(value, lambda text: _clean_text(text, key))  # type: ignore[no-any-return]


def _is_clean(value: Any, key: Key) -> bool:
    """Whether nothing must be changed, found much faster than by walking through the value.

    JSON encodes text character by character, so a key in a text has the encoding of the key.
    """
    try:
        written = msgspec.json.encode(value)
    except (TypeError, UnicodeEncodeError):  # not encodable as JSON, or a lone surrogate
        return False
    return not key.occurs_in(written)


def without_key(value: Any, key: Key) -> Any:
    """Hide the key in all texts of plain JSON, even if it is short."""
    return _walk(value, key.hide)


_NO_KEY = Key(None)
_UNTOUCHED = frozenset({int, float, bool, type(None)})


def _walk(value: Any, change: Callable[[str], str]) -> Any:
    """Change every text in a value; returns the same object if nothing changes."""
    kind: Any = type(value)
    if kind in _UNTOUCHED:
        return value
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {_walk(name, change): _walk(item, change) for name, item in value.items()}
    if isinstance(value, (tuple, list)):
        return kind(_walk(item, change) for item in value) if value else value
    changed = {}
    for name in kind.__struct_fields__ if isinstance(value, msgspec.Struct) else ():
        old = getattr(value, name)
        new = old if type(old) in _UNTOUCHED else _walk(old, change)
        if new is not old:
            changed[name] = new
    return msgspec.structs.replace(value, **changed) if changed else value


def _clean_text(text: str, key: Key) -> str:
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return key.hide_in_answer(text)
