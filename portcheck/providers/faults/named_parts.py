"""Find the parts of a request that a vendor names in an error, by portcheck's names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from portcheck.lazy_pattern import LazyPattern

_PARTS: Mapping[str, str] = MappingProxyType(
    {
        "temperature": "temperature",
        "topp": "top_p",
        "p": "top_p",
        "topk": "top_k",
        "k": "top_k",
        "frequencypenalty": "frequency_penalty",
        "presencepenalty": "presence_penalty",
        "paralleltoolcalls": "parallel_tool_calls",
        "disableparalleltooluse": "parallel_tool_calls",
        "seed": "seed",
        "randomseed": "seed",
        "effort": "effort",
        "reasoningeffort": "effort",
        "reasoning": "effort",
        "thinking": "effort",
        "enablethinking": "effort",
        "think": "effort",
        "reasoningconfig": "effort",
        "thinkinglevel": "effort",
        "thinkingbudget": "effort",
        "thinkingconfig": "effort",
        "budgettokens": "effort",
        "reasoningmode": "effort",
        "thinkingtype": "effort",
        "stop": "stop",
        "stopsequences": "stop",
        "maxtokens": "max_output_tokens",
        "maxcompletiontokens": "max_output_tokens",
        "maxoutputtokens": "max_output_tokens",
        "messages": "messages",
        "input": "messages",
        "contents": "messages",
        "prompt": "messages",
        "system": "system",
        "instructions": "system",
        "systeminstruction": "system",
        "tools": "tools",
        "toolconfig": "tools",
        "functions": "tools",
        "toolchoice": "tool_choice",
        "responseformat": "response_schema",
        "jsonschema": "response_schema",
        "responseschema": "response_schema",
        "responsejsonschema": "response_schema",
        "responsemimetype": "response_schema",
        "outputconfig": "response_schema",
        "schema": "response_schema",
        "image": "images",
        "images": "images",
        "imageurl": "images",
        "document": "documents",
        "documents": "documents",
        "documenturl": "documents",
        "inputfile": "documents",
        "filedata": "documents",
        "pdf": "documents",
        "pdfs": "documents",
        "file": "documents",
        "audio": "audio",
        "inputaudio": "audio",
    }
)
"""Vendors' names in lower case to ours. Model, streaming and the like are left out, because they
come from the providers file and are no fault of the workload or the candidate."""
_QUOTED = LazyPattern(r"^([A-Za-z_][\w.\[\]]*): |[`'\"]([A-Za-z_][\w.\[\]]*)[`'\"]")
"""A name at the start of the message before a colon, or in quotes."""
_BARE = LazyPattern(
    r"(?<![A-Za-z0-9_.])(temperature|top_?[pk]|(?:frequency|presence)_?penalty|(?:random_?)?seed"
    r"|parallel_tool_calls|reasoning_effort|effort|thinking_?(?:level|budget)|stop|stop_sequences"
    r"|tools|tool_choice|response_format|response_schema|json_schema|json schema|images?|schema"
    r"|input_(?:audio|file)|document_url|(?:document|pdf|audio|file)(?= (?:input|content|block))"
    r"|(?<=support )(?:documents?|pdfs?|audio)"
    r"|max_?(?:output_?|completion_?)?tokens|system(?= prompt| message| role))"
    r"(?!\.?[A-Za-z0-9_])",
    re.IGNORECASE,
)
_AFTER = LazyPattern(
    r"(?:unknown|unrecogni[sz]ed|unsupported|unexpected|extraneous|illegal|invalid) (?:request )?"
    r"(?:field|param(?:eter)?|name|argument|key|option|property|input)(?: supplied| provided)?:? "
    r"[\[('\"`]{0,2}([A-Za-z_][\w.]{0,80})",
    re.IGNORECASE | re.ASCII,
)
"""A name in a place where vendors write that of a field, even a single letter."""
_PATH = LazyPattern(
    r"(?<![A-Za-z0-9_.])[A-Za-z]\w{0,40}(?:\.[A-Za-z]\w{0,40}){1,5}(?!\w)", re.ASCII
)
"""A field inside others, as in `generation_config.top_p`."""
_SETTINGS = frozenset(
    {"temperature", "top_p", "top_k", "seed", "effort", "stop", "max_output_tokens"}
    | {"frequency_penalty", "presence_penalty", "parallel_tool_calls"}
)
_PENALTY = LazyPattern(r"\bpenalty is not (?:enabled|supported)", re.IGNORECASE)
"""Gemini's words, which do not say which of the two."""
_REJECTS = LazyPattern(
    r"\bnot (?:supported|allowed|permitted|accepted|available|valid|enabled)|unsupported"
    r"|does(?: not|n't) (?:support|take|accept|allow)|n't (?:supported|allowed|accepted|available)"
    r"|unknown|unrecogni[sz]ed|unexpected|extraneous|deprecated|invalid"
    r"|only the default|cannot|must be|out of range|no longer"
    r"|不支持|不允许|不能|非法|无效|超出|取值",
    re.IGNORECASE,
)
_ELSEWHERE = LazyPattern(
    r"timed[ -]?out|\btime-?out\b|\bEOF\b|reset by peer|\bDNS\b|bad gateway|network error"
    r"|unavailable|temporarily|connection (?:reset|refused|closed|error|aborted|failed)"
    r"|(?:cannot|can't|could not|couldn't|failed to|unable to|error while|error) "
    r"(?:connect|reach|resolv|fetch|download)"
    r"|unexpected (?:end of|disconnect)|disconnect/reset"
    r"|upstream (?:connect|request|server|service|prematurely)",
    re.IGNORECASE,
)
"""A connection failed; other names in the message only say where."""
_RENAMED = LazyPattern(r"\buse [`'\"]?max_(?:completion_|output_)?tokens\b", re.IGNORECASE)
"""The limit of output tokens goes by another name with this model: an option of the entry."""


def named_parts(param: str | None, message: str) -> Iterator[str]:
    """Settings and parts of a request that an error names, the surest first.

    None where it speaks of a connection that failed: that is not a fault of the request.

    Args:
        param: the field that the error states apart.
        message: its message.
    """
    if _ELSEWHERE.search(message):
        return
    renamed = _RENAMED.search(message) is not None
    names = [param or "", *(head or quoted for head, quoted in _QUOTED.compiled.findall(message))]
    names += _AFTER.compiled.findall(message)
    if _REJECTS.search(message):
        names += _BARE.compiled.findall(message)
        paths = (path.rpartition(".")[2] for path in _PATH.compiled.findall(message))
        names += (step for step in paths if len(step) > 1 and _part(step) in _SETTINGS)
    if _PENALTY.search(message):
        names += ("frequency_penalty", "presence_penalty")
    for name in names:
        part = _part(name)
        if part and not (renamed and part == "max_output_tokens"):
            yield part


def _part(name: str) -> str | None:
    """The part behind a path such as `tools.0.custom.input_schema`, its innermost known step."""
    for step in reversed(re.split(r"[.\[\]]+", name)):
        found = _PARTS.get(re.sub(r"[^a-z]", "", step.lower()))
        if found is not None:
            return found
    return None
