"""Probe what a live endpoint accepts, with small questions whose answers prove it.

Pure: `probes` returns the questions, `interpret` the results, and `compare_with_table` compares
them with the capability table. `portcheck.run.providers.probe` makes the calls.
"""

from __future__ import annotations

import base64
import struct
import zlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from msgspec import Struct

from portcheck.error_classes import Failure
from portcheck.model.chat import (
    Document,
    Image,
    Message,
    Request,
    Role,
    Sampling,
    Text,
    Tool,
    ToolChoice,
)
from portcheck.model.completion import Completion
from portcheck.model.facts import Capabilities
from portcheck.providers.lint.adapt import EFFORTS
from portcheck.providers.lint.review import takes_effort
from portcheck.providers.probe.proofs import (
    RIVER,
    Measured,
    Proof,
    accepts,
    calls_both_tools,
    calls_named_tool,
    calls_tool,
    continues_prefill,
    fits_schema,
    is_json,
    obeys_system,
    reads_document,
    reasons,
    repeats_by_seed,
    sees_image,
    stops,
    streams,
)

SHORT = 16
"""Limit of output tokens if the answer does not matter; some services accept no lower one."""
LONG = 128
MANY_STOPS = 5
"""Number of stop sequences to try if no limit is known."""

_COUNT = "Write the numbers from 1 to 9, separated by spaces, and nothing else."
_CITY = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
_WEATHER = Tool(name="get_weather", description="The weather in a city now.", parameters=_CITY)
_TIME = Tool(name="get_time", description="The time in a city now.", parameters=_CITY)

Interpret = Callable[[Sequence[Completion], Completion], Proof]
"""Takes the answers of a probe and to the plain question; returns an outcome and a reason."""


class Probe(Struct, frozen=True, kw_only=True):
    """One capability with its questions and the interpretation of their answers."""

    capability: str
    """The field of `Capabilities`, or `streaming`."""
    requests: tuple[Request, ...]
    interpret: Interpret
    feature: str
    """The setting, as `dropped_params` names it."""
    value: str = ""
    """The value that is tried, if there are several."""
    stream: bool = False


class ProbeResult(Struct, frozen=True, kw_only=True):
    """The measurement of one capability, compared with the table."""

    capability: str
    value: str
    measured: Measured
    detail: str
    table: str
    """`yes`, `no` or `unknown`; for `max_stop` the number."""
    differs: bool
    """Whether table and measurement contradict each other."""


def plain() -> Request:
    """The plain question, whose answer is compared with all others."""
    return _ask(_COUNT, LONG)


def probes(caps: Capabilities) -> tuple[Probe, ...]:
    """All probes in the order of the calls."""
    return (*_settings(), *_stops(caps), *_seed(), *_efforts(), *_tools(), *_forms())


def interpret(probe: Probe, answers: Sequence[Completion | Failure], control: Completion) -> Proof:
    """Interpret the answers to a probe, including failures."""
    for answer in answers:
        if isinstance(answer, Failure):
            known = answer.traits.about_request
            return (
                "rejected" if known else "unclear",
                f"{answer.error_class}: {answer.message}",
            )
    found = [answer for answer in answers if isinstance(answer, Completion)]
    blocked = next((answer.error for answer in found if answer.error), None)
    if blocked is not None:
        return "unclear", f"{blocked.error_class}: {blocked.message}"
    return probe.interpret(found, control)


def compare_with_table(probe: Probe, proof: Proof, caps: Capabilities) -> ProbeResult:
    """Compare an outcome with the table."""
    measured, detail = proof
    listed = _listed(probe, caps)
    supports = {
        "obeyed": True,
        "accepted": True,
        "ignored": False,
        "rejected": False,
        "not sent": False,
    }.get(measured)
    table = {True: "yes", False: "no", None: "unknown"}[listed]
    if probe.capability == "max_stop" and caps.max_stop is not None:
        table = str(caps.max_stop)
    return ProbeResult(
        capability=probe.capability,
        value=probe.value,
        measured=measured,
        detail=detail,
        table=table,
        differs=listed is not None and supports is not None and listed != supports,
    )


def _listed(probe: Probe, caps: Capabilities) -> bool | None:
    """Whether the table says that what is tried is taken."""
    if probe.capability == "max_stop":
        return None if caps.max_stop is None else int(probe.value) <= caps.max_stop
    if probe.capability == "effort":
        known = caps.effort is not None or probe.value in caps.effort_rejects
        return takes_effort(caps, probe.value) if known else None
    found = getattr(caps, probe.capability, None)
    return found if isinstance(found, bool) else None


def _ask(text: str, limit: int = SHORT, **sampling: Any) -> Request:
    return Request(
        messages=(_said("user", text),),
        sampling=Sampling(max_output_tokens=limit, **sampling),
    )


def _said(role: Role, text: str) -> Message:
    return Message(role=role, content=(Text(text=text),))


# --- settings ------------------------------------------------------------------------------------


def _settings() -> Iterator[Probe]:
    tried: tuple[tuple[str, dict[str, Any]], ...] = (
        ("temperature", {"temperature": 0.3}),
        ("top_p", {"top_p": 0.5}),
        ("temperature_with_top_p", {"temperature": 0.3, "top_p": 0.5}),
        ("top_k", {"top_k": 20}),
        ("frequency_penalty", {"frequency_penalty": 0.3}),
        ("presence_penalty", {"presence_penalty": 0.3}),
    )
    for name, setting in tried:
        feature = "top_p" if name == "temperature_with_top_p" else name
        request = _ask(_COUNT, **setting)
        yield Probe(capability=name, requests=(request,), interpret=accepts, feature=feature)


def _stops(caps: Capabilities) -> Iterator[Probe]:
    stop = _ask(_COUNT, LONG, stop=("5",))
    yield Probe(capability="stop", requests=(stop,), interpret=stops, feature="stop")
    number = MANY_STOPS if caps.max_stop is None else caps.max_stop + 1
    many = _ask(_COUNT, stop=tuple(f"~{i}~" for i in range(number)))
    yield Probe(
        capability="max_stop",
        value=str(number),
        requests=(many,),
        interpret=lambda _answers, _control: ("accepted", f"{number} stop sequences at once"),
        feature="stop",
    )


def _seed() -> Iterator[Probe]:
    text = "Invent a name for a cat, and say in one sentence why it fits."
    requests = tuple(_ask(text, 24, seed=seed) for seed in (7, 7, 8))
    yield Probe(capability="seed", requests=requests, interpret=repeats_by_seed, feature="seed")


def _efforts() -> Iterator[Probe]:
    for word in EFFORTS:
        request = _ask("What is 17 times 23?", LONG, effort=word)
        yield Probe(
            capability="effort",
            value=word,
            requests=(request,),
            interpret=reasons,
            feature="effort",
        )


# --- tools ---------------------------------------------------------------------------------------


def _tools() -> Iterator[Probe]:
    def asked(text: str, *tools: Tool, choice: ToolChoice | None = None) -> Request:
        plain_ask = _ask(text, LONG)
        return Request(
            messages=plain_ask.messages,
            sampling=plain_ask.sampling,
            tools=tools,
            tool_choice=choice,
        )

    weather = "What is the weather in Paris now? Use the tool to find out."
    both = "What is the weather in Paris and in Rome? Call the tool for each of them, in one turn."
    forced, named = ToolChoice(mode="required"), ToolChoice(mode="tool", name="get_time")
    yield Probe(
        capability="tools",
        requests=(asked(weather, _WEATHER),),
        interpret=calls_tool,
        feature="tools",
    )
    yield Probe(
        capability="forced_tools",
        requests=(asked("Say hello.", _WEATHER, choice=forced),),
        interpret=calls_tool,
        feature="tool_choice",
    )
    yield Probe(
        capability="named_tool",
        requests=(asked("How is the weather in Paris?", _WEATHER, _TIME, choice=named),),
        interpret=calls_named_tool,
        feature="tool_choice",
    )
    yield Probe(
        capability="parallel_tools",
        requests=(asked(both, _WEATHER),),
        interpret=calls_both_tools,
        feature="tools",
    )


# --- form of question and answer -----------------------------------------------------------------


def _forms() -> Iterator[Probe]:
    river = _ask("Name a city and the river on which it lies.", LONG)
    schema = Request(messages=river.messages, sampling=river.sampling, response_schema=RIVER)
    yield Probe(
        capability="response_schema",
        requests=(schema,),
        interpret=fits_schema,
        feature="response_schema",
    )
    asked = _ask("Name a city and the river on which it lies, as JSON.", LONG, json_mode=True)
    yield Probe(capability="json_mode", requests=(asked,), interpret=is_json, feature="json_mode")
    begun = Request(
        messages=(_said("user", _COUNT), _said("assistant", "1 2 3")),
        sampling=Sampling(max_output_tokens=LONG),
    )
    yield Probe(
        capability="prefill", requests=(begun,), interpret=continues_prefill, feature="prefill"
    )
    image = Image(media_type="image/png", data=red_square())
    look = Message(
        role="user", content=(Text(text="Which colour is this? Answer in one word."), image)
    )
    shown = Request(messages=(look,), sampling=Sampling(max_output_tokens=LONG))
    yield Probe(capability="images", requests=(shown,), interpret=sees_image, feature="images")
    page = Document(media_type="application/pdf", data=page_saying("WALNUT"), name="page.pdf")
    read = Message(
        role="user", content=(Text(text="Which word does this page say? Answer with it."), page)
    )
    given = Request(messages=(read,), sampling=Sampling(max_output_tokens=LONG))
    yield Probe(
        capability="documents", requests=(given,), interpret=reads_document, feature="documents"
    )
    system = Request(
        system="You answer every question with the one word BANANA.",
        messages=plain().messages,
        sampling=Sampling(max_output_tokens=LONG),
    )
    yield Probe(capability="system", requests=(system,), interpret=obeys_system, feature="system")
    yield Probe(
        capability="streaming",
        requests=(plain(),),
        interpret=streams,
        feature="streaming",
        stream=True,
    )


def page_saying(word: str) -> str:
    """A PDF of one page with one word, as base64 (ISO 32000-1, section 7.5)."""
    drawn = b"BT /F1 48 Tf 72 400 Td (%b) Tj ET" % word.encode("ascii")
    parts = (
        b"<</Type /Catalog /Pages 2 0 R>>",
        b"<</Type /Pages /Kids [3 0 R] /Count 1>>",
        b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        b" /Resources <</Font <</F1 5 0 R>>>>>>",
        b"<</Length %d>>\nstream\n%b\nendstream" % (len(drawn), drawn),
        b"<</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>",
    )
    body, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (number, part)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    table = b"xref\n0 6\n0000000000 65535 f \n%btrailer\n<</Size 6 /Root 1 0 R>>\n" % rows
    body += b"%bstartxref\n%d\n%%%%EOF\n" % (table, len(body))
    return base64.b64encode(body).decode()


def red_square(side: int = 32) -> str:
    """A red PNG of `side` by `side` pixels, as base64 (PNG specification, third edition)."""
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    rows = (b"\x00" + b"\xff\x00\x00" * side) * side
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    body = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
    return base64.b64encode(b"\x89PNG\r\n\x1a\n" + body).decode()
