"""Convert promptfoo's assertions on the steps of an agent to checks of its tool calls.

promptfoo reads the steps from a trace that the agent wrote; here the checks see the calls of a
recorded loop, or of a single answer if the workload has no `tool_results`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from portcheck.imports.suites.converted import CannotSayError
from portcheck.imports.suites.promptfoo.code.javascript import Check, joined
from portcheck.imports.suites.promptfoo.templates import translate

START = "trajectory:"
NOTE = (
    "checks of an agent's steps see only the calls of one answer, until the workload has "
    "tool_results with what the tools return: see docs/agents.md"
)
_GOAL = "judges read the final answer, not the steps: use judge with the goal as the rubric"
_SPANS = "it counts trace spans, not tool calls: use steps or at_most"


def is_of_steps(kind: str) -> bool:
    """Whether a kind of assertion is about steps."""
    return kind.removeprefix("not-").startswith(START)


def trajectory_check(assertion: Mapping[str, Any], tools: Sequence[str]) -> Check:
    """Convert an assertion on steps to a check.

    Args:
        assertion: an assertion whose type begins with `trajectory:`.
        tools: names of the tools that the request declares.

    Raises:
        CannotSayError: it has no equivalent.
    """
    kind = str(assertion["type"])
    inverse, name = kind.startswith("not-"), kind.removeprefix("not-").removeprefix(START)
    if name == "goal-success":
        raise CannotSayError(_GOAL)
    make = _KINDS.get(name)
    if make is None:
        raise CannotSayError("promptfoo's documentation has no such type")
    value = assertion.get("value")
    if not inverse:
        return make(value, tools)
    if name != "tool-used" or isinstance(value, Mapping):
        raise CannotSayError("portcheck can negate only the use of a tool: `never`")
    return {"never": _names(value, tools)}


def _names(value: Any, tools: Sequence[str]) -> list[str]:
    """The names of tools in a value, all of which are declared."""
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list) or not names or not all(isinstance(one, str) for one in names):
        raise CannotSayError("its value names no tools")
    if wild := next((one for one in names if "*" in one or "{{" in one), None):
        raise CannotSayError(f"{wild} is a pattern: name the tools")
    if missing := [one for one in names if one not in tools]:
        raise CannotSayError(f"no tool {', '.join(missing)} is declared that could be imported")
    return list(dict.fromkeys(names))


def _name(value: Mapping[str, Any], tools: Sequence[str]) -> str:
    """The name of the tool in a mapping."""
    name = value.get("name", value.get("pattern"))
    if not isinstance(name, str):
        raise CannotSayError("its value names no tool")
    return _names(name, tools)[0]


def _used(value: Any, tools: Sequence[str]) -> Check:
    if not isinstance(value, Mapping):
        return {"called": _names(value, tools)}
    return _counted(value, tools, least=1)


def _counted(value: Mapping[str, Any], tools: Sequence[str], least: int) -> Check:
    """The check that a tool is called at least `least` times, within the stated bounds."""
    name = _name(value, tools)
    low, high = value.get("min", least), value.get("max")
    if not all(isinstance(one, int) and not isinstance(one, bool) for one in (low, high or 0)):
        raise CannotSayError("its bounds are not whole numbers")
    if low > 1:
        raise CannotSayError(
            "a minimum of more than one call has no equivalent: use arguments_match"
        )
    parts: list[Check] = [{"called": [name]}] if low else []
    if high is not None:
        parts.append({"at_most": {name: high}})
    if not parts:
        raise CannotSayError("it has no bounds: it checks nothing")
    return joined("all_of", parts)


def _sequence(value: Any, tools: Sequence[str]) -> Check:
    steps = value.get("steps") if isinstance(value, Mapping) else value
    mode = value.get("mode", "in_order") if isinstance(value, Mapping) else "in_order"
    if mode != "in_order":
        raise CannotSayError(
            "other paths to the same result are right too: use before for the order that matters"
        )
    names = _names(steps, tools)
    if len(names) != len(steps if isinstance(steps, list) else [steps]):
        raise CannotSayError("a tool that is called twice has no place in an order")
    return {"before": names} if len(names) > 1 else {"called": names}


def _arguments(value: Any, tools: Sequence[str]) -> Check:
    if not isinstance(value, Mapping):
        raise CannotSayError("its value is not a mapping")
    name = _name(value, tools)
    wanted = value.get("args", value.get("arguments"))
    mode = value.get("mode", "partial")
    if not isinstance(wanted, Mapping) or mode not in {"partial", "exact"}:
        raise CannotSayError("its arguments are not a mapping, or its mode is not partial or exact")
    match = "exact" if mode == "exact" else "subset"
    return {"arguments_match": {"tool": name, match: _translated(wanted)}}


def _translated(value: Any) -> Any:
    if isinstance(value, str):
        return translate(value).text
    if isinstance(value, Mapping):
        return {name: _translated(item) for name, item in value.items()}
    return [_translated(one) for one in value] if isinstance(value, list) else value


def _steps(value: Any, tools: Sequence[str]) -> Check:
    if not isinstance(value, Mapping):
        raise CannotSayError("its value is not a mapping")
    if value.get("type") != "tool" or "pattern" not in value:
        raise CannotSayError(_SPANS)
    return _counted(value, tools, least=0)


_KINDS: Mapping[str, Callable[[Any, Sequence[str]], Check]] = {
    "tool-used": _used,
    "tool-sequence": _sequence,
    "tool-args-match": _arguments,
    "step-count": _steps,
}
