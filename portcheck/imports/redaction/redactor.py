"""Replace secrets and personal data in exchanges.

The redactor learns all texts before any is written, so a name that only the prompt announces is
found in the answer and in a tool's arguments too, and gets the same replacement everywhere.
"""

from __future__ import annotations

import importlib.util
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import accumulate, chain

from ahocorasick_rs import AhoCorasick
from msgspec.structs import replace

from portcheck.errors import UsageError
from portcheck.extras import install_command
from portcheck.imports.exchange import Exchange
from portcheck.imports.redaction.exchange_texts import (
    changed,
    contexts_of,
    labelled,
    numbered,
    texts_of,
)
from portcheck.imports.redaction.letters import LETTERS
from portcheck.imports.redaction.people.around import is_ordinary
from portcheck.imports.redaction.plain_view import plain_view, unescaped
from portcheck.imports.redaction.replaced_kinds import KINDS
from portcheck.imports.redaction.secrets.encoded import encoded_spans
from portcheck.imports.redaction.span import Span, apart
from portcheck.imports.redaction.word_lists import words
from portcheck.value import Value, Whole

_NEEDED = ("detect_secrets", "phonenumbers", "stdnum", "faker")
_SHORTEST_PART = 3
_LEAST_READ = 8
"""Fewest characters of a secret that is replaced in the middle of a word too."""
_LEAST_MIXED = 6
"""Fewest characters of a secret, with letters and digits, that is replaced in all conversations."""
_LEAST_DIGITS = 9
"""Fewest characters of any other secret that is replaced in all conversations."""
_JOINTS = ("", ".", "-", "_")


class Replaced(Value, kw_only=True):
    """Counts of the replaced values of one kind, without the values."""

    kind: str
    """A kind of `Span`."""
    values: Whole
    """Number of different values."""
    times: Whole


class Parts(Value, kw_only=True):
    """Patterns of values that are replaced in only one conversation."""

    names: re.Pattern[str] | None
    """Parts of full names."""
    secrets: re.Pattern[str] | None
    """Words and short numbers."""


def require_libraries(why: str = "a log is redacted before anything is written") -> None:
    """Raise UsageError if a library that redaction needs is missing.

    Args:
        why: the reason for redaction, for the message.
    """
    missing = [name for name in _NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        raise UsageError(
            f"{why}, which needs {', '.join(missing)}",
            hint=install_command("traffic"),
        )


class Redactor:
    """Replaces the values that it learned, in texts and in whole exchanges.

    Args:
        key: 32 random bytes of this import; never stored.
        kept: kinds that stay; secrets never do.
        names: names that stay, such as those of the company and its products.
    """

    def __init__(self, key: bytes, kept: Iterable[str] = (), names: Iterable[str] = ()) -> None:
        # Only redaction needs the libraries of the extra.
        from portcheck.imports.redaction.stand_ins import StandIns  # noqa: PLC0415

        self._kinds = frozenset(KINDS) - (frozenset(kept) - {"secret"})
        self._kept_names = frozenset(name.casefold() for name in names)
        self._drawn = StandIns(key)
        self._found: dict[str, str] = {}
        """Kind of each learned value."""
        self._spans: dict[str, list[Span]] = {}
        self._contexts: dict[str, list[Span]] = {}
        self._searcher: AhoCorasick | None = None
        self._values: tuple[str, ...] = ()
        self._times = Counter[tuple[str, str]]()
        self._local = set[str]()
        """Words and short numbers that are secret only in their conversation."""

    def learn(self, texts: Iterable[str]) -> None:
        """Learn the values in texts that must be replaced."""
        for text in map(_read, texts):
            for span in self._own_spans(text):
                self._learn(text[span.start : span.end], span.kind)
        self._searcher = None

    def learn_contexts(self, contexts: Iterable[str]) -> None:
        """Learn values in texts that are only searched, not written; see `contexts_of`."""
        for text in map(_read, contexts):
            for span in self._context_spans(text):
                self._learn(text[span.start : span.end], span.kind)
        self._searcher = None

    def _learn(self, value: str, kind: str) -> None:
        if value not in self._local:
            self._found.setdefault(value, kind)
        if kind == "name":
            self._drawn.avoid(LETTERS.findall(value))
            self._found |= dict.fromkeys(_slugs(value), "name")

    def learn_labels(self, labels: Iterable[str]) -> None:
        """Learn secrets in labels, which hold no names; see `labels_of`."""
        from portcheck.imports.redaction.secrets import spans as keys  # noqa: PLC0415

        for label in map(_read, labels):
            for span in apart(keys.secret_spans(label)):
                self._found.setdefault(label[span.start : span.end], "secret")
        self._searcher = None

    def label(self, label: str) -> str:
        """Replace every learned secret in a label."""
        return self._replaced(
            label, lambda read: (one for one in self._known(read) if one.kind == "secret")
        )

    def spans(self, text: str) -> list[Span]:
        """The values that would be replaced in this text alone."""
        return self._own_spans(_read(text))

    def _own_spans(self, text: str) -> list[Span]:
        if text not in self._spans:
            self._spans[text] = self._searched(text)
        return self._spans[text]

    def _context_spans(self, text: str) -> list[Span]:
        """The spans in a context, without names: a single word after a key is seldom a name."""
        if text not in self._contexts:
            self._contexts[text] = self._searched(text, named=False)
        return self._contexts[text]

    def _searched(self, text: str, *, named: bool = True) -> list[Span]:
        from portcheck.imports.redaction.cues.nouns import Nouns  # noqa: PLC0415
        from portcheck.imports.redaction.formatted import spans as forms  # noqa: PLC0415
        from portcheck.imports.redaction.people import spans as people  # noqa: PLC0415
        from portcheck.imports.redaction.secrets import spans as keys  # noqa: PLC0415
        from portcheck.imports.redaction.secrets.addresses import address_spans  # noqa: PLC0415
        from portcheck.imports.redaction.secrets.governed import (  # noqa: PLC0415
            drawn_spans,
            governed_spans,
        )
        from portcheck.imports.redaction.secrets.spoken import spoken_spans  # noqa: PLC0415

        view = plain_view(text)
        nouns = Nouns(text)
        drawn = list(drawn_spans(text, nouns))
        said = [*governed_spans(text, nouns), *spoken_spans(text, nouns)]
        secrets = [*keys.secret_spans(text), *(view.spans(keys.secret_spans) if view else ())]
        secrets += address_spans(text)
        secrets += encoded_spans(
            text,
            lambda read: chain(
                keys.secret_spans(read),
                (one for one in forms.formatted_spans(read) if one.kind in self._kinds),
            ),
        )
        found = [*forms.formatted_spans(text), *(view.spans(forms.formatted_spans) if view else ())]
        formatted = [one for one in found if one.kind in self._kinds]
        self._local.update(_without_others(said, text, secrets))
        secrets += _outside(said, formatted)
        secrets += (one for one in drawn if one.kind == "secret")
        codes = [one for one in drawn if one.kind == "code" and "code" in self._kinds]
        longest = sorted(secrets, key=lambda one: (one.start - one.end, one.start))
        people_named = people.person_spans(text) if named and "name" in self._kinds else ()
        names = [one for one in people_named if not self._stays(text[one.start : one.end])]
        return apart([*longest, *formatted, *codes, *names])

    def _stays(self, name: str) -> bool:
        return name.casefold() in self._kept_names

    def text(self, text: str, parts: Parts | None = None) -> str:
        """Replace every learned value in a text.

        Args:
            text: any text.
            parts: values that are replaced only in this conversation.
        """
        return self._replaced(
            text,
            lambda read: [*self._own_spans(read), *self._known(read), *_parts_in(read, parts)],
        )

    def _replaced(self, text: str, search: Callable[[str], Iterable[Span]]) -> str:
        """Search the unescaped text, replace the values found, and leave the rest as written."""
        text = _storable(text)
        view = unescaped(text)
        read = text if view is None else view.text
        out, done = [], 0
        for span in apart(search(read)):
            value = read[span.start : span.end]
            place = (span.start, span.end) if view is None else view.place(span.start, span.end)
            out += [text[done : place[0]], self._drawn.of(span.kind, value)]
            self._times[span.kind, value] += 1
            done = place[1]
        return "".join([*out, text[done:]]) if out else text

    def _known(self, text: str) -> Iterator[Span]:
        """Yield learned values in a text, the longest first."""
        if self._searcher is None:
            self._values = tuple(self._found)
            self._searcher = AhoCorasick(self._values)
        matches = self._searcher.find_matches_as_indexes(text, overlapping=True)
        for number, start, end in sorted(matches, key=lambda one: (one[1] - one[2], one[1])):
            kind = self._found[self._values[number]]
            # A name inside a word is another word; a secret inside a word is still a secret.
            secret = kind == "secret" and end - start >= _LEAST_READ
            if secret or _stands_alone(text, start, end):
                yield Span(start=start, end=end, kind=kind)

    def exchange(self, exchange: Exchange) -> Exchange:
        """Replace all values in an exchange, and drop the ids of its vendor and its log."""
        found = {
            (text[span.start : span.end], span.kind)
            for texts, search in (
                (texts_of(exchange), self._own_spans),
                (contexts_of(exchange), self._context_spans),
            )
            for text in map(_read, texts)
            for span in search(text)
        }
        names = _name_parts(value for value, kind in found if kind == "name")
        secrets = {value for value, _ in found} & self._local
        parts = Parts(names=names, secrets=_any_of(secrets) if secrets else None)

        def change(text: str) -> str:
            return self.text(text, parts)

        return replace(
            labelled(numbered(changed(exchange, change)), self.label),
            error=change(exchange.error),
            call_id="",
        )

    def report(self) -> tuple[Replaced, ...]:
        """Counts of replaced values so far, by kind."""
        values, times = Counter[str](), Counter[str]()
        for (kind, _), number in self._times.items():
            values[kind] += 1
            times[kind] += number
        return tuple(
            Replaced(kind=kind, values=values[kind], times=times[kind]) for kind in sorted(values)
        )

    def values(self) -> frozenset[str]:
        """The learned values; never shown."""
        return frozenset(self._found)

    def leaks(self, written: str) -> bool:
        """Whether a written file holds a secret that was replaced elsewhere."""
        secrets = {value for kind, value in self._times if kind == "secret"} - self._local
        return any(value in written for value in secrets if len(value) >= _LEAST_READ)


def _read(text: str) -> str:
    text = _storable(text)
    view = unescaped(text)
    return text if view is None else view.text


def _storable(text: str) -> str:
    """Replace lone surrogates, which JSON may escape but no file can hold."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _slugs(name: str) -> Iterator[str]:
    """Yield a full name in the forms of file names, accounts and searches."""
    words = LETTERS.findall(name)
    if len(words) > 1 and name[:1].isupper():
        lower = [word.lower() for word in words]
        yield from (joint.join(lower) for joint in (" ", *_JOINTS[1:]))
        yield from (joint.join(words) for joint in _JOINTS[1:])
        yield f"{words[-1]}, {' '.join(words[:-1])}"


def _name_parts(values: Iterable[str]) -> re.Pattern[str] | None:
    parts = {
        part
        for value in values
        for part in LETTERS.findall(value)
        if len(part) >= _SHORTEST_PART and part not in words("particles") and not is_ordinary(part)
    }
    return _any_of(parts) if parts else None


def _parts_in(text: str, parts: Parts | None) -> Iterator[Span]:
    for kind, shape in (("secret", parts.secrets), ("name", parts.names)) if parts else ():
        for match in shape.finditer(text) if shape is not None else ():
            if _stands_alone(text, match.start(), match.end()):
                yield Span(start=match.start(), end=match.end(), kind=kind)


def _outside(ones: Iterable[Span], others: Iterable[Span]) -> Iterator[Span]:
    """Yield spans that no other span contains: values with a fixed form keep their kind."""
    ordered = sorted((other.start, other.end) for other in others)
    starts = [start for start, _ in ordered]
    farthest = list(accumulate((end for _, end in ordered), max))
    for one in ones:
        before = bisect_right(starts, one.start)
        if not before or farthest[before - 1] < one.end:
            yield one


def _without_others(said: Iterable[Span], text: str, others: Iterable[Span]) -> Iterator[str]:
    """Yield short values and words that only a noun near them makes secret."""
    known = {text[one.start : one.end] for one in others}
    for value in {text[one.start : one.end] for one in said} - known:
        mixed = any(map(str.isdigit, value)) and any(map(str.isalpha, value))
        if (
            len(value) < (_LEAST_MIXED if mixed else _LEAST_DIGITS)
            or value.replace(" ", "").isalpha()
        ):
            yield value


def _any_of(values: Iterable[str]) -> re.Pattern[str]:
    """A pattern for any of a few values, the longest first."""
    ordered = sorted(values, key=lambda one: (-len(one), one))
    return re.compile("|".join(map(re.escape, ordered)))


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether a piece of a text is not part of a longer word, in scripts with spaces."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return not (
        (_parted(text[start]) and before and (before.isalnum() or before == "_"))
        or (_parted(text[end - 1]) and after and (after.isalnum() or after == "_"))
    )


def _parted(letter: str) -> bool:
    return letter.isalnum() and (letter.isascii() or letter.isupper() or letter.islower())
