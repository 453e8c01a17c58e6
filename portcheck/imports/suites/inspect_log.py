"""Convert logs of Inspect to a suite with recordings: samples, targets, scorers and answers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

from portcheck.error_classes import Failure
from portcheck.imports.suites.answered_questions import (
    Asked,
    add_workload,
    as_text,
    completion,
    failure,
)
from portcheck.imports.suites.converted import CannotSayError, Made, Place
from portcheck.imports.suites.promptfoo.rubrics import AGREES
from portcheck.model.chat import ToolCall
from portcheck.model.completion import Completion
from portcheck.model.visible_text import one_line
from portcheck.vendor_json import items, parse_arguments

_SETTINGS = {
    "temperature": "temperature",
    "top_p": "top_p",
    "top_k": "top_k",
    "max_tokens": "max_output_tokens",
    "seed": "seed",
    "stop_seqs": "stop",
    "frequency_penalty": "frequency_penalty",
    "presence_penalty": "presence_penalty",
    "reasoning_effort": "effort",
}
_OWN = "it is code of the task: write it as checks of the suite"
_LEFT: Mapping[str, str] = {
    "f1": "shared words do not show that an answer is right: use list, facts or judge",
    "math": "comparing formulas has no equivalent: use numeric for numbers",
    "perplexity": "most vendors do not return probabilities",
    "target_perplexity": "most vendors do not return probabilities",
}


_LAST = r"(?![\s\S]*ANSWER\s*:)"
_ANSWERS: Mapping[str, str] = {
    "letter": rf"(?i)ANSWER\s*:\s*([A-Za-z])(?!\w){_LAST}",
    "word": rf"(?i)ANSWER\s*:\s*(\S+?)(?=[.,;:!?]?\s*(?:\n|\Z)){_LAST}",
    "line": r"(?i)ANSWER\s*:\s*([^\n]+?)\s*\Z",
}
"""Argument of the scorer `answer` to the part of the last `ANSWER:` that it compares."""
_CHOICE = r"(?i)ANSWER\s*:\s*([A-Za-z\d](?:\s*,\s*[A-Za-z\d])*)"
_OWN_PROMPT = ("template", "instructions", "grade_pattern")
_FLAGS = re.compile(r"\(\?[aimsux]+\)")
_NUMBERS: Mapping[str, str] = {"begin": "first", "end": "last"}
_PLACES = frozenset({"begin", "end", "exact"})
_ROLES = ("system", "user", "assistant")
_TEXT_PARTS = ("text", "reasoning")
"""Kinds of parts that an import reads, or may leave out."""


class Log(Struct):
    """One log: its header and its samples."""

    file: str
    header: Mapping[str, Any]
    samples: Iterable[tuple[str, Mapping[str, Any]]]
    """The place of each sample, and the sample."""


def import_inspect(logs: Sequence[Log], name: str, panel: Any, made: Made) -> Made:
    """Add the content of logs: a workload per task, a recording per model.

    Args:
        logs: logs of one or several models; those of one task share a workload.
        name: name of the suite, for tasks without a name.
        panel: ids of judges, if there are any.
        made: the suite.
    """
    tasks: dict[str, list[Log]] = {}
    for log in logs:
        status = as_text(log.header.get("status"))
        if status not in {"", "success"}:
            made.note(f"{log.file}: the status of this log is {one_line(status, 30)}")
        evaluated = _mapping(log.header.get("eval"))
        tasks.setdefault(as_text(evaluated.get("task")) or name, []).append(log)
    for task, same in tasks.items():
        header = same[0].header
        evaluated = _mapping(header.get("eval"))
        checks = [
            check
            for scorer in _scorers(evaluated)
            for check in _check(scorer, Place(same[0].file), panel, made)
        ]
        asked = [one for log in same for one in _asked(log, checks, made)]
        settings: dict[str, Any] = {"about": f"Samples of the task {task}"}
        if sampling := _sampling(header):
            settings["sampling"] = sampling
        if panel:
            settings["judges"] = panel
        add_workload(made, task, asked, checks, settings)
    return made


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _scorers(evaluated: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    scorers = evaluated.get("scorers")
    for scorer in scorers if isinstance(scorers, list) else []:
        name = as_text(_mapping(scorer).get("name"))
        yield name.removeprefix("inspect_ai/"), _mapping(_mapping(scorer).get("options"))


def _sampling(header: Mapping[str, Any]) -> dict[str, Any]:
    config = {
        **_mapping(_mapping(header.get("eval")).get("model_generate_config")),
        **_mapping(_mapping(header.get("plan")).get("config")),
    }
    return {
        ours: config[theirs] for theirs, ours in _SETTINGS.items() if config.get(theirs) is not None
    }


# --- scorers -----------------------------------------------------------------------------------


def _check(
    scorer: tuple[str, Mapping[str, Any]], place: Place, panel: Any, made: Made
) -> Iterator[dict[str, Any]]:
    name, options = scorer
    try:
        check = _of_scorer(name, options, panel)
    except CannotSayError as exc:
        made.omit(place, f"scorer {name}", str(exc))
        return
    made.kept += 1
    yield made.at(check, place)


def _of_scorer(name: str, options: Mapping[str, Any], panel: Any) -> dict[str, Any]:
    if name in _LEFT:
        raise CannotSayError(_LEFT[name])
    if name in {"model_graded_qa", "model_graded_fact"}:
        return _graded(options, panel)
    ignore = options.get("ignore_case", True) is not False
    if name == "choice":
        return {**_pattern("{{ row.chosen }}", ignore=True), "extract": {"regex": _CHOICE}}
    if name in {"answer", "pattern"} and isinstance(options.get("pattern"), str):
        return {"one_of": "{{ row.targets }}", "extract": {"regex": _part(name, options, ignore)}}
    if name not in {"includes", "match", "exact"}:
        raise CannotSayError(_OWN)
    if options.get("numeric"):
        take = _NUMBERS.get(as_text(options.get("location", "end")))
        if take is None:
            raise CannotSayError("it looks at every number of the answer: use numeric")
        return {"numeric": {"value": "{{ row.target | float }}", "take": take}}
    where = {"includes": "any", "exact": "exact"}.get(name)
    where = where or as_text(options.get("location", "end"))
    if where in _PLACES:
        return _pattern(f"{{{{ row.at_{where} }}}}", ignore=ignore or name == "exact")
    return {"contains": {"any": "{{ row.targets }}", "ignore_case": ignore}}


def _graded(options: Mapping[str, Any], panel: Any) -> dict[str, Any]:
    if any(options.get(name) for name in _OWN_PROMPT):
        raise CannotSayError("it grades by a prompt of its own: write it as a rubric of judge")
    if not panel:
        raise CannotSayError("a panel of two vendors must judge it: name one with --judge")
    return {"judge": {"rubric": AGREES, "reference": "{{ row.target }}"}}


def _part(name: str, options: Mapping[str, Any], ignore: bool) -> str:
    """The pattern whose first group is the part of the answer that a scorer compares."""
    if name == "answer":
        return _ANSWERS.get(options["pattern"], _ANSWERS["line"])
    stated = _FLAGS.match(options["pattern"])
    flags = (stated[0] if stated else "") + ("(?i)" if ignore else "")
    pattern = options["pattern"][stated.end() if stated else 0 :]
    try:
        groups = re.compile(flags + pattern).groups
    except (re.error, RecursionError, OverflowError):
        raise CannotSayError("its pattern cannot be read") from None
    if groups > 1:
        raise CannotSayError("its pattern has several groups: write a check for each")
    # Inspect takes the first match, where `extract` takes the last.
    return rf"{flags}\A[\s\S]*?" + (f"(?:{pattern})" if groups else f"({pattern})")


def _pattern(text: str, *, ignore: bool) -> dict[str, Any]:
    return {"regex": {"pattern": text, "ignore_case": True} if ignore else text}


def _targets(sample: Mapping[str, Any]) -> dict[str, Any]:
    """Fields of a sample's target for checks: the texts, and patterns that match them."""
    target = sample.get("target")
    texts = [as_text(one) for one in (target if isinstance(target, list) else [target])]
    known = [text for text in texts if text.strip()]
    any_of = "(?:" + "|".join(_quoted(text) for text in known) + ")"
    return {
        "target": known[0] if known else "",
        "targets": known,
        "chosen": _chosen(known),
        "at_begin": rf"\A[\s\p{{P}}]*{any_of}",
        "at_end": rf"{any_of}[\s\p{{P}}]*\Z",
        "at_exact": rf"\A[\s\p{{P}}]*{any_of}[\s\p{{P}}]*\Z",
    }


def _chosen(letters: Sequence[str]) -> str:
    """A pattern of the letters of all right choices, in any order, and no other."""
    each = "".join(rf"(?=.*{_quoted(letter)})" for letter in letters)
    more = max(0, len(letters) - 1)
    return rf"\A{each}[A-Za-z\d](?:\s*,\s*[A-Za-z\d]){{{more}}}\Z"


def _quoted(text: str) -> str:
    return re.sub(r"([^\w\s])", r"\\\1", text.strip())


# --- samples -----------------------------------------------------------------------------------


def _asked(log: Log, checks: Sequence[Mapping[str, Any]], made: Made) -> Iterator[Asked]:
    evaluated = _mapping(log.header.get("eval"))
    provider = as_text(evaluated.get("model")) or log.file
    for where, sample in log.samples:
        place = Place(where)
        turns = _turns(sample)
        if not any(turn["role"] == "user" for turn in turns):
            name = f"sample {as_text(sample.get('id'))}"
            made.omit_record(place, name, "it has no text from the user")
            continue
        if kinds := sorted(_files(sample)):
            name = f"sample {as_text(sample.get('id'))}"
            made.omit_record(place, name, f"it holds files ({', '.join(kinds)}), not text alone")
            continue
        fields = _targets(sample)
        if why := _unscored(fields["targets"], checks):
            made.omit_record(place, f"sample {as_text(sample.get('id'))}", why)
            continue
        if _goes_on(sample):
            made.omit(
                place,
                f"sample {as_text(sample.get('id'))}: steps",
                "its answer comes after tool calls, which a recording of one answer does not hold",
            )
        yield Asked(
            id=as_text(sample.get("id")) or where,
            place=place,
            messages=turns,
            fields=fields,
            answers={provider: [_answer(sample)]},
            record=sample if sample.get("uuid") else None,
        )


def _unscored(targets: Sequence[str], checks: Sequence[Mapping[str, Any]]) -> str:
    """Why the checks cannot say what Inspect's scorers say of a sample; "" if they can."""
    if checks and not targets:
        return "it has no target, so no answer is right"
    if len(targets) > 1 and any("numeric" in check for check in checks):
        return "several numbers are right"
    return ""


def _files(sample: Mapping[str, Any]) -> set[str]:
    """The kinds of parts in the request that are not text."""
    return {
        one_line(as_text(_mapping(part).get("type")) or "unknown", 30)
        for message in _asking(sample)
        if message.get("role") in _ROLES and isinstance(message.get("content"), list)
        for part in message["content"]
        if _mapping(part).get("type") not in _TEXT_PARTS
    }


def _goes_on(sample: Mapping[str, Any]) -> bool:
    messages = sample.get("messages")
    return isinstance(messages, list) and any(
        _mapping(one).get("role") == "tool" for one in messages
    )


def _asking(sample: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the request: all turns before the first one that the model wrote itself."""
    messages = sample.get("messages")
    source = messages if isinstance(messages, list) and messages else sample.get("input")
    if isinstance(source, str):
        source = [{"role": "user", "content": source}]
    turns = [_mapping(message) for message in (source if isinstance(source, list) else [])]
    for number, message in enumerate(turns, 1):
        if message.get("role") == "assistant" and (
            message.get("source") == "generate"
            or (number == len(turns) and _is_output(message, sample))
        ):
            return
        yield message


def _is_output(message: Mapping[str, Any], sample: Mapping[str, Any]) -> bool:
    """Whether a last turn that does not say who wrote it is the model's answer."""
    choices = _mapping(sample.get("output")).get("choices")
    choice = _mapping(choices[0]) if isinstance(choices, list) and choices else {}
    answer = _mapping(choice.get("message"))
    return bool(answer) and _said(message.get("content")) == _said(answer.get("content"))


def _turns(sample: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {"role": message["role"], "content": _said(message.get("content"))}
        for message in _asking(sample)
        if message.get("role") in _ROLES
    ]


def _call(stated: Mapping[str, Any]) -> ToolCall:
    arguments, raw = parse_arguments(json.dumps(stated.get("arguments")))
    return ToolCall(
        id=as_text(stated.get("id")),
        name=as_text(stated.get("function")),
        arguments=arguments,
        arguments_raw=raw,
    )


def _said(content: Any) -> str:
    if not isinstance(content, list):
        return as_text(content)
    return "\n".join(
        as_text(_mapping(part).get("text"))
        for part in content
        if _mapping(part).get("type") == "text"
    )


def _answer(sample: Mapping[str, Any]) -> Completion | Failure:
    output = _mapping(sample.get("output"))
    choices = output.get("choices")
    choice = _mapping(choices[0]) if isinstance(choices, list) and choices else {}
    if not choice:
        return failure(_mapping(sample.get("error")).get("message"))
    message = _mapping(choice.get("message"))
    calls = [_call(_mapping(call)) for call in items(message.get("tool_calls"))]
    return completion(
        _said(message.get("content")),
        finish=choice.get("stop_reason"),
        usage=_mapping(output.get("usage")),
        seconds=output.get("time"),
        calls=calls,
        model=output.get("model"),
    )
