"""Give hints about keys in the wrong place of a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from typing import Any

from portcheck.config.problems.synonyms import spelling_hint, valid_synonym
from portcheck.config.schema import structure
from portcheck.model.did_you_mean import meant, nearest
from portcheck.plugins import CHECKS

_PLACES: Mapping[str, Mapping[tuple[str, ...], str]] = {
    "suite": {
        (): "the top level",
        ("defaults",): "the defaults",
        ("workloads", "*"): "a workload",
        ("workloads", "*", "cases", "*"): "a case",
    },
    "providers": {(): "the top level", ("providers", "*"): "a provider"},
    "request": {(): "the top level"},
}
_OF_SOME_VENDORS = frozenset(
    {
        *("best_of", "ignore_eos", "length_penalty", "logit_bias", "logprobs", "metadata", "min_p"),
        *("min_tokens", "mirostat", "mirostat_eta", "mirostat_tau", "n", "no_repeat_ngram_size"),
        *("num_ctx", "prompt_cache_key", "random_seed", "repeat_last_n", "repeat_penalty"),
        *("repetition_penalty", "safe_prompt", "safety_identifier", "store", "tfs_z", "top_a"),
        *("top_logprobs", "truncation", "typical_p", "user", "verbosity"),
    }
)
"""Settings of requests that `sampling` does not support."""
_ELSEWHERE = {"suite": "providers", "providers": "suite"}


def unknown_key_hint(word: str, valid: Iterable[str], kind: str) -> str:
    """The hint for an unknown key.

    Args:
        word: The key.
        valid: The valid keys there.
        kind: The file's kind: suite, providers or request.
    """
    return _hint(word, tuple(valid), kind)


@lru_cache(maxsize=1000)
def _hint(word: str, valid: tuple[str, ...], kind: str) -> str:
    if word == "<<":
        return "merge keys are not supported: repeat the lines, or put them under 'defaults'"
    if word in _OF_SOME_VENDORS and "temperature" in valid:
        return (
            f"only some vendors know it: put {{{word}: ...}} under options.extra_body of a provider"
        )
    near = nearest(word, valid)
    if kind == "suite" and CHECKS.has(word):
        return _check_hint(word, kind)
    if near is not None and abs(len(near) - len(word)) <= 1:
        return meant(near)
    return (
        _other_place(word, kind)
        or (near and meant(near))
        or _synonym_hint(word, valid)
        or _check_hint(word, kind)
        or _near_elsewhere(word, kind)
        or spelling_hint(word, valid)
        or "keys are not allowed here"
    )


def _other_place(word: str, kind: str) -> str:
    place = _places(kind).get(word)
    if place is not None:
        return f"'{word}' belongs {place}"
    other = _ELSEWHERE.get(kind, kind)
    if kind in _ELSEWHERE and word in _places(other):
        return f"'{word}' belongs in the {other} file"
    return ""


def _synonym_hint(word: str, valid: Iterable[str]) -> str:
    found = valid_synonym(word, valid)
    return meant(found) if found else ""


def _check_hint(word: str, kind: str) -> str:
    if kind != "suite":
        return ""
    found = nearest(word, CHECKS.names())
    return f"'{found}' is a check: write it as an item under 'checks'" if found else ""


def _near_elsewhere(word: str, kind: str) -> str:
    found = nearest(word, _places(kind))
    return f"{meant(found)} It belongs {_places(kind)[found]}" if found else ""


@cache
def _places(kind: str) -> Mapping[str, str]:
    found: dict[str, str] = {}
    if kind in _PLACES:
        for word, place in _walk(structure(kind), (), kind):
            found.setdefault(word, place)
    return found


def _walk(schema: Mapping[str, Any], way: tuple[str, ...], kind: str) -> Iterator[tuple[str, str]]:
    properties = schema.get("properties", {})
    for word in properties:
        yield word, _phrase(way, kind)
    parts = [((*way, word), part) for word, part in properties.items()]
    parts += [
        ((*way, "*"), schema[key]) for key in ("additionalProperties", "items") if key in schema
    ]
    parts += [(way, schema[key]) for key in ("then", "else") if key in schema]
    # Keys of both a workload and the defaults belong in a workload first.
    for steps, part in sorted(parts, key=lambda item: item[0] == ("defaults",)):
        if isinstance(part, dict):
            yield from _walk(part, steps, kind)


def _phrase(way: tuple[str, ...], kind: str) -> str:
    named = _PLACES[kind].get(way)
    if named is not None:
        return f"at {named}" if named == "the top level" else f"in {named}"
    longest = max((top for top in _PLACES[kind] if way[: len(top)] == top), key=len)
    return f"under {'.'.join(step for step in way[len(longest) :] if step != '*')}"
