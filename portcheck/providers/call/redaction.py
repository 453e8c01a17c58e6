"""Keeps keys out of everything that leaves this package, and makes received text safe to store."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextvars import ContextVar
from typing import Any, TypeVar

import msgspec

from portcheck.model.completion import Completion
from portcheck.providers.call.key_forms import KeyForms, hidden, key_forms, occur_in

T = TypeVar("T")


class Redactions:
    """Secrets hidden during one call, including its retries, in this task."""

    def __init__(self) -> None:
        self.found = False
        """Whether a key was hidden in an answer or in an error."""
        self.answer: Completion | None = None
        """The last answer as it came, where a key is hidden in it; it is scored and never kept."""

    def __enter__(self) -> Redactions:
        self._before = _watching.set(self)
        return self

    def __exit__(self, *_: object) -> None:
        _watching.reset(self._before)


_watching: ContextVar[Redactions | None] = ContextVar("redactions", default=None)


def of_unredacted(change: Callable[[Completion], Completion]) -> None:
    """Does with the answer as it came what is done with the one that is kept."""
    watching = _watching.get()
    if watching is not None and watching.answer is not None:
        watching.answer = change(watching.answer)


MIN_SEARCHED = 12
"""Keys shorter than this are placeholders of local servers, and may well be ordinary words."""


class Key:
    """An API key whose text appears in no output.

    Args:
        value: the key.
        signing: the secrets that sign requests at the moment; unlike a key they are renewed.
        others: what else is sent and may be a secret, `MIN_SEARCHED` characters or more each.
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
        """The same key, and further secrets that are hidden with it."""
        return Key(self._value, self._signing, (*self._others, *others))

    def hide(self, text: str) -> str:
        """`text` with every occurrence of the key, in any form, replaced by `***`."""
        return _noted(text, self._all())

    def hide_in_answer(self, text: str) -> str:
        """As `hide`; a key that is too short to be looked for stays, as it may be a word."""
        return _noted(text, self._searched())

    def _all(self) -> list[KeyForms]:
        """The forms of each secret; those that sign are renewed now and then."""
        secrets = [self._value, *self._others, *(self._signing() if self._signing else ())]
        if len(self._forms) > len(secrets):
            self._forms = {}
        for secret in secrets:
            if secret and secret not in self._forms:
                self._forms[secret] = key_forms(secret)
        return [self._forms[secret] for secret in secrets if secret]

    def _searched(self) -> list[KeyForms]:
        short = self._value if len(self._value) < MIN_SEARCHED else ""
        return [forms for forms in self._all() if not short or forms.key != short]

    def occurs_in(self, written: bytes) -> bool:
        """Whether JSON that msgspec has written holds what is looked for in answers."""
        return any(occur_in(written, forms) for forms in self._searched())


def _noted(text: str, secrets: Iterable[KeyForms]) -> str:
    """The text without these; who watches learns of it."""
    without = text
    for forms in secrets:
        without = hidden(without, forms)
    watching = _watching.get()
    if watching is not None and without != text:
        watching.found = True
    return without


def cleaned_answer(answer: Completion, key: Key) -> Completion:
    """As `cleaned`; who watches gets the answer with the key."""
    safe = cleaned(answer, key)
    watching = _watching.get()
    if watching is not None:
        whole = answer if safe is answer else cleaned(answer, _NO_KEY)
        watching.answer = None if whole == safe else whole
    return safe


def cleaned(value: T, key: Key) -> T:
    """The same value of the model: its texts without the key and without lone surrogates.

    JSON may escape half of a surrogate pair, alone or in two pieces of a stream; no file can hold
    one.
    """
    if _is_clean(value, key):
        return value
    return _walk(value, lambda text: _clean_text(text, key))  # type: ignore[no-any-return]


def _is_clean(value: Any, key: Key) -> bool:
    """Whether nothing must be changed, found out a good deal faster than by a walk.

    A text is written as JSON character by character, so a key in it is written as the key is.
    """
    try:
        written = msgspec.json.encode(value)
    except (TypeError, UnicodeEncodeError):  # what only a walk knows; half a surrogate pair
        return False
    return not key.occurs_in(written)


def without_key(value: Any, key: Key) -> Any:
    """Plain JSON whose texts are free of the key, however short the key is."""
    return _walk(value, key.hide)


_NO_KEY = Key(None)
_UNTOUCHED = frozenset({int, float, bool, type(None)})


def _walk(value: Any, change: Callable[[str], str]) -> Any:
    """The value with every text changed; the very same value where nothing changes."""
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
