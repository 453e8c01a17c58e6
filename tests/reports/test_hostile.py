"""No string of a suite or a model can act in a report, whichever field it stands in."""

from __future__ import annotations

import csv
import io
import json
import re
import types
from collections.abc import Mapping
from functools import cache
from html.parser import HTMLParser
from typing import Any, get_args, get_origin, get_type_hints
from xml.etree.ElementTree import fromstring

import docx
import page
import pytest
from builders import make_mixed_report, make_run
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from msgspec import UNSET, structs
from pypdf import PdfReader

from portcheck import plugins
from portcheck.model.codec import encode
from portcheck.model.exit_plan import ExitPlan, ExitRoute, ExitWorkload
from portcheck.model.parity import Flip, GateResult, RunReport, Verdict
from portcheck.model.run import RunInfo, SinceNight
from portcheck.reports import (
    csv_file,
    json_file,
    junit,
    markdown,
    pdf,
    questionnaire,
    sarif,
    summary,
)
from portcheck.reports.html import page as html_page
from portcheck.reports.terminal import page as terminal
from portcheck.value import Value

HOSTILE = {
    "script": "<script>alert(1)</script>",
    "attribute": "\" onmouseover=\"alert(1)\" ' onload='x' style='x",
    "style end": "</style><style>*{display:none}</style></title></svg>",
    "image": "<img src=x onerror=alert(1)>",
    "javascript": "<a href=javascript:alert(1)>x</a> [x](javascript:alert(1))",
    "template": "{{ 7 * 7 }}{% raw %}${x}#{y}",
    "entity": "&lt;script&gt; &#60;b&#62;",
    "ansi": "\x1b[31mred\x1b[0m \x1b[2J \x9b31m",
    "osc 8": "\x1b]8;;http://a.example\x07link\x1b]8;;\x07",
    "bidi": "\u202etxt.exe\u2066 \u200f\u200b",
    "markup": "[red]x[/red] [link=http://a.example]y[/] [/]",
    "markdown": "![x](http://a.example/x.png) [x]: http://a.example\n# h\n| a | b |\n```",
    "formula": "=cmd|' /C calc'!A0",
    "formula behind a tab": "\t+SUM(1)\n@SUM(1)\n-1+1",
    "svg": "<svg onload=alert(1)><use href=data:image/svg+xml,x /></svg>",
    "css": "</p><p style=position:fixed;top:0>x{}@import url(//a.example)",
    "mention": "@everyone #1 org/repo#2 http://a.example <!-- x",
    "details": "</details></summary>\n\n<details open>",
    "typst": '#read("/etc/passwd") #import "a.typ": * $x$ @ref <label> = h \\u{41}',
    "rules": "***\n---\n> quote\n    code\n1. one",
    "nul": "a\x00b\r\nc\x7f",
    "long word": "x" * 3000,
    "emoji": "\U0001f469\u200d\U0001f4bb \u2764\ufe0f e\u0301",
    "right to left": "\u0645\u0631\u062d\u0628\u0627 \u05e9\u05dc\u05d5\u05dd",
    "surrogate": "\ud800 \udc80 \ufffe",
}


def poison(value: Any, kind: Any, text: str) -> Any:
    """The value with `text` in every place where any string may stand."""
    origin, inner = get_origin(kind), get_args(kind)
    if kind is str or (origin is types.UnionType and str in inner):
        return text
    if kind is Any:
        return [text, {text: text}, None, 1] if isinstance(value, list) else text
    if origin is tuple:
        return tuple(poison(item, inner[0], text) for item in value)
    if origin is Mapping:
        return dict.fromkeys([text], poison(next(iter(value.values()), 0), inner[1], text))
    if isinstance(value, Value):
        return _poison_fields(value, text)
    return value


def _poison_fields(value: Any, text: str) -> Any:
    hints = _hints(type(value))  # type: ignore[arg-type]  # any class is hashable
    names = value.__struct_fields__
    changes = {name: poison(getattr(value, name), hints[name], text) for name in names}
    return structs.replace(value, **changes)


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


@cache
def poisoned(text: str) -> RunReport:
    report: RunReport = poison(make_mixed_report(), RunReport, text)
    provider = {"id": text, "vendor": text, "served_models": [text], text: [text, {text: text}]}
    run = structs.replace(report.run, providers=(provider,), incomplete=text)
    return structs.replace(report, run=run)


class _Acts(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag in {"script", "img", "iframe", "object", "embed", "form", "base", "link"}:
            self.found.append(tag)
        for name, value in attrs:
            acts = name.startswith("on") or name in {"style", "src"}
            if acts or (name == "href" and not (value or "").startswith("#")):
                self.found.append(f"{tag} {name}={value}")


def test_the_poison_reaches_every_field() -> None:
    report = poisoned("POISON")

    assert report.run.suite == report.verdicts[0].gates[0].detail == "POISON"
    assert report.verdicts[0].gates[0].detector == report.flips[0].reason == "POISON"
    assert report.findings == ("POISON",)
    assert report.verdicts[0].verdict == "safe"


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_html(text: str) -> None:
    clean = _Acts()
    clean.feed(html_page.render(poisoned("POISON")).decode())
    page = html_page.render(poisoned(text)).decode()
    found = _Acts()
    found.feed(page)

    assert found.found == ["script"]  # the page's own
    assert found.tags == clean.tags
    assert page.count("</style>") == page.count("</script>") == 1
    assert not set(page) & set("\x00\x07\x1b\x7f\x9b\r\u202e\u2066\u200b\u200f")


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_json(text: str) -> None:
    report = poisoned(text)
    data = json_file.render(report)

    assert data.isascii()
    expected = json.loads(json.dumps(encode(report)))
    for flip in expected["flips"]:
        for name in ("question", "baseline_answer", "candidate_answer", "reason"):
            del flip[name]
    assert json.loads(data) == expected


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_markdown(text: str) -> None:
    page = markdown.render(poisoned(text)).decode()
    clean = markdown.render(poisoned("POISON")).decode()

    assert not set(page) & set("<>`\x00\x1b\x9b\u202e\u200b\u2066")
    assert "](" not in page
    assert "://" not in page
    # The same lines in the same order: no string has become a line, a cell or an item.
    assert [line[:2] for line in page.splitlines() if line[:2] in {"# ", "##", "| ", "- "}] == [
        line[:2] for line in clean.splitlines() if line[:2] in {"# ", "##", "| ", "- "}
    ]
    assert page.count("|") == clean.count("|")
    assert _structure(page) == _structure(clean)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_short_markdown(text: str) -> None:
    page = summary.render(poisoned(text)).decode()
    clean = summary.render(poisoned("POISON")).decode()

    own = re.compile(r"</?(?:details|summary)>")
    assert own.findall(page) == own.findall(clean)
    assert not set(own.sub("", page)) & set("<>`\x00\x1b\x9b\u202e\u200b\u2066")
    assert "](" not in page
    assert "://" not in page
    assert page.count("|") == clean.count("|")
    assert _structure(page) == _structure(clean)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_junit_and_sarif(text: str) -> None:
    """They parse, and hold as many elements as of plain text."""
    tree = [one.tag for one in fromstring(junit.render(poisoned(text))).iter()]
    assert tree == [one.tag for one in fromstring(junit.render(poisoned("POISON"))).iter()]
    found = json.loads(sarif.render(poisoned(text)))["runs"][0]["results"]
    assert len(found) == len(json.loads(sarif.render(poisoned("x")))["runs"][0]["results"])


def test_every_format_is_tried_here() -> None:
    tried = {"csv", "html", "json", "junit", "markdown", "md", "parquet", "pdf", "sarif"}
    assert set(plugins.REPORTS.built_in) <= tried | {"docx", "questionnaire"}


@pytest.mark.parametrize("format_", [csv_file.REPORT, questionnaire.REPORT], ids=lambda f: f.name)
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_tables(text: str, format_: plugins.ReportFormat) -> None:
    """As many rows and columns as of plain text, and no cell that a spreadsheet computes."""
    reader = csv.reader(io.StringIO(format_.render(poisoned(text)).decode(), newline=""))
    clean = csv.reader(io.StringIO(format_.render(poisoned("POISON")).decode(), newline=""))
    found, wanted = list(reader), list(clean)
    assert [len(row) for row in found] == [len(row) for row in wanted]
    cells = [cell for row, plain in zip(found, wanted, strict=True) for cell in _texts(row, plain)]
    assert not [cell for cell in cells if cell.lstrip()[:1] in {*"=+-@", "\uff1d", "\u2212"}]
    assert not set("".join(cells)) & set("\x00\x07\n\x1b\x9b\u202e\u200b\u2066")


def _texts(row: list[str], plain: list[str]) -> list[str]:
    """The cells of a row that hold what is written and no number."""
    return [cell for cell, other in zip(row, plain, strict=True) if "POISON" in other]


@pytest.mark.parametrize("name", ["nul", "ansi", "bidi", "typst"])
def test_docx(name: str) -> None:
    """It opens, holds as many parts as of plain text, and none that is fetched or run."""
    data = plugins.REPORTS.get("docx").render(poisoned(HOSTILE[name]))
    found, clean = (
        docx.Document(io.BytesIO(one))
        for one in (data, plugins.REPORTS.get("docx").render(poisoned("POISON")))
    )
    assert len(found.paragraphs) == len(clean.paragraphs)
    assert len(found.tables) == len(clean.tables)
    shown = "".join(each.text for each in found.paragraphs)
    assert not set(shown) & set("\x00\x1b\x9b\u202e\u2066\u200b")
    assert not [one for one in found.part.rels.values() if one.is_external]


@pytest.mark.slow
def test_a_megabyte_on_one_line_stays_on_its_page() -> None:
    report, long = make_mixed_report(), "w" * 1_000_000
    flips = tuple(
        structs.replace(flip, question=long, candidate_answer=long, reason=long)
        for flip in report.flips
    )
    report = structs.replace(report, flips=flips)
    for kind in plugins.REPORTS.built_in.values():
        assert len(kind.render(report)) < 8_000_000, kind.name


def _structure(page: str) -> list[str]:
    """The kinds of Markdown tokens, links and HTML included, text apart."""
    parser = MarkdownIt("commonmark").enable("table")
    found = []
    for token in parser.parse(page):
        found.append(token.type)
        found += [child.type for child in token.children or [] if not child.type.startswith("text")]
    return found


@pytest.mark.slow
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("width", [30, 80])
def test_terminal(text: str, width: int) -> None:
    for ascii_only in (False, True):
        page = terminal.render(
            poisoned(text), width=width, color=False, ascii=ascii_only, details=True
        )
        # A joiner stays where it makes one picture of two.
        shown = page.replace("\U0001f469\u200d\U0001f4bb", "")
        assert not set(shown) & set("\x00\x07\x1b\x7f\x9b\r\u202e\u2066\u200b\u200f\u200d")
        assert not ascii_only or page.isascii()
        page.encode()


def _looks(data: bytes) -> str:
    reader = PdfReader(io.BytesIO(data))
    assert page.validate_pdf_bytes(data, profile="ua1").is_compliant
    assert all("/AA" not in each for each in reader.pages)
    root: Any = reader.trailer["/Root"]
    assert not {"/OpenAction", "/AA", "/AcroForm"} & set(root)
    annotations = [one.get_object() for each in reader.pages for one in each.get("/Annots", ())]
    assert all("/A" not in one and "/Dest" in one for one in annotations)  # contents alone
    return "".join(each.extract_text() for each in reader.pages)


@pytest.mark.parametrize("width", [40, 100])
def test_logs(width: int) -> None:
    commands = (
        "::error file=x::a ::add-mask::b x::stop-commands::y ##vso[c] ##[group] ##teamcity[d]"
    )
    text = f"first\n{commands}\n  ::warning::e and " + f"{'x' * (width - 1)} {commands}" * 3
    page = terminal.render(poisoned(text), width=width, color=False)
    assert r"\x3a:error" in page.replace("\n", "")
    lines = [line.strip() for line in page.splitlines()]
    assert not [line for line in lines if re.match(r"::[a-z-]+.*::|##", line)]
    assert not re.search(r"##\w*\[", page)
    kept = "std::error_code ## [x] a::b"
    assert kept in terminal.render(poisoned(kept), width=width, color=False)


@pytest.mark.slow
def test_pdf() -> None:
    shown = _looks(pdf.render(poisoned("\n".join(HOSTILE.values()))))

    assert "<script>alert(1)</script>" in shown
    assert not set(shown) & set("\x00\x07\x1b\x7f\x9b\u202e\u2066\u200b\u200f")


@pytest.mark.slow
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_pdf_by_itself(text: str) -> None:
    assert not set(_looks(pdf.render(poisoned(text)))) & set("\x00\x1b\x9b\u202e\u2066\u200b")


TEXT = st.text(st.characters(exclude_categories=()), max_size=30)
NUMBER = st.none() | st.floats(-1.5, 1.5) | st.sampled_from([float("nan"), float("inf")])
COUNT = st.integers(0, 10**6)


STRATEGIES: dict[Any, st.SearchStrategy[Any]] = {
    str: TEXT,
    int: COUNT,
    float: st.floats(),
    str | None: st.none() | TEXT,
    int | None: st.none() | COUNT,
    float | None: NUMBER,
    tuple[str, ...]: st.lists(TEXT, max_size=2).map(tuple),
}


def _from_hints(cls: Any, **known: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    hints = get_type_hints(cls)
    names = [name for name in cls.__struct_fields__ if name not in known]
    fields = {name: STRATEGIES.get(hints[name], st.from_type(hints[name])) for name in names}
    return st.builds(cls, **fields, **known)


GATES = _from_hints(GateResult)
RUNS = _from_hints(
    RunInfo,
    providers=st.lists(
        st.dictionaries(TEXT, TEXT | st.lists(TEXT, max_size=2), max_size=3), max_size=2
    ).map(tuple),
    failures=st.dictionaries(TEXT, COUNT, max_size=2),
    cost_usd=st.dictionaries(TEXT, NUMBER, max_size=2),
) | st.just(make_run())
NAMES = st.sampled_from(["a", "\u202eb"]) | TEXT
VERDICTS = _from_hints(
    Verdict,
    workload=NAMES,
    candidate=NAMES,
    gates=st.lists(GATES, max_size=2).map(tuple),
)
FACTS = st.dictionaries(TEXT, TEXT | st.integers() | st.lists(TEXT, max_size=2), max_size=2)
PLANS = _from_hints(
    ExitPlan,
    workloads=st.lists(
        _from_hints(ExitWorkload, require=st.dictionaries(TEXT, FACTS, max_size=1)), max_size=2
    ).map(tuple),
    routes=st.lists(_from_hints(ExitRoute, facts=FACTS), max_size=2).map(tuple),
)
REPORTS = _from_hints(
    RunReport,
    run=RUNS,
    exit_plan=st.none() | PLANS,
    verdicts=st.lists(VERDICTS, max_size=3).map(tuple),
    workload_about=st.dictionaries(NAMES, TEXT, max_size=2),
    flips=st.lists(_from_hints(Flip, workload=NAMES, candidate=NAMES), max_size=2).map(tuple),
    since=st.just(UNSET)
    | st.lists(
        _from_hints(SinceNight, rates=st.dictionaries(TEXT, st.tuples(NUMBER, NUMBER), max_size=2)),
        max_size=2,
    ).map(tuple),
)


@pytest.mark.slow
@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(report=REPORTS, width=st.integers(0, 250), color=st.booleans(), details=st.booleans())
def test_every_report_can_be_written(
    report: RunReport, width: int, color: bool, details: bool
) -> None:
    for kind in plugins.REPORTS.built_in.values():
        if kind.name in {"pdf", "docx"}:  # slow, and tried in tests/reports/paper
            continue
        data = kind.render(report)
        assert kind.binary or data.decode()
        assert data == kind.render(report), kind.name
    text = terminal.render(report, width=width, color=color, details=details)
    text.encode()
    assert color or "\x1b" not in text


@pytest.mark.slow
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(report=REPORTS)
def test_every_report_can_be_set_on_paper(report: RunReport) -> None:
    for name in ("pdf", "docx"):
        render = plugins.REPORTS.get(name).render
        assert render(report) == render(report)
