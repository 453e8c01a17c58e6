"""The page for people who never open a terminal."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from builders import (
    make_flip,
    make_gate,
    make_mixed_report,
    make_report,
    make_run,
    make_verdict,
    make_view,
)
from exit_builders import plan, workload
from msgspec import structs

from portcheck.model.comparison.failure_group import FailureGroup
from portcheck.model.comparison.latency import LatencyDistribution
from portcheck.model.comparison.power import PowerCurve
from portcheck.model.exit_plan import Change
from portcheck.reports.html.escaping import anchor, environment
from portcheck.reports.html.page import REPORT

VOID = {"meta", "input", "line", "polyline", "rect", "circle", "path", "br", "link", "img"}


class Page(HTMLParser):
    """Elements, attributes and text of a page; fails on unbalanced tags."""

    def __init__(self, data: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[tuple[str, str]] = []
        self._open: list[str] = []
        self.feed(data.decode())
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append((self._open[-1] if self._open else "", data))

    def find(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]

    def words(self) -> str:
        return " ".join(
            " ".join(text for tag, text in self.text if tag not in {"style", "script"}).split()
        )


def page(**overrides: object) -> Page:
    return Page(REPORT.render(make_report(**overrides)))


def test_is_deterministic() -> None:
    assert REPORT.render(make_mixed_report()) == REPORT.render(make_mixed_report())


def digest(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def test_policy_allows_its_own_style_and_script_and_nothing_else() -> None:
    found = Page(REPORT.render(make_mixed_report()))
    style, script = (
        "".join(text for tag, text in found.text if tag == name) for name in ("style", "script")
    )

    policies = [meta for meta in found.find("meta") if "http-equiv" in meta]

    assert [meta["content"] for meta in policies] == [
        f"default-src 'none'; style-src '{digest(style)}'; script-src '{digest(script)}';"
        " base-uri 'none'; form-action 'none'"
    ]
    assert len(found.find("style")) == 1
    assert found.find("script") == [{}]
    assert "url(" not in style
    assert "@import" not in style


def test_loads_nothing_and_runs_its_own_script_alone() -> None:
    found = Page(REPORT.render(make_mixed_report()))

    assert not {"link", "img", "iframe", "object", "form"} & {tag for tag, _ in found.tags}
    script = "".join(text for tag, text in found.text if tag == "script")
    assert script == environment().get_template("report.js").render()
    for _, attributes in found.tags:
        assert not any(name.startswith("on") or name in {"style", "src"} for name in attributes)
    assert all((link["href"] or "").startswith("#") for link in found.find("a"))


def test_ids_are_unique_and_every_reference_has_its_target() -> None:
    found = Page(REPORT.render(make_mixed_report()))
    ids = [attributes["id"] for _, attributes in found.tags if "id" in attributes]

    assert len(ids) == len(set(ids))
    references = [(link["href"] or "")[1:] for link in found.find("a")]
    for _, attributes in found.tags:
        references += (attributes.get("aria-labelledby") or "").split()
    assert len(references) > 20
    assert set(references) <= set(ids)


def test_headings_are_in_order() -> None:
    levels = [
        int(tag[1])
        for tag, _ in Page(REPORT.render(make_mixed_report())).tags
        if re.fullmatch(r"h\d", tag)
    ]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_language_title_and_table_scopes() -> None:
    found = page()

    assert found.find("html")[0]["lang"] == "en"
    assert ("title", "Portability report: support") in found.text
    assert found.find("th")
    assert all(cell.get("scope") in {"col", "row"} for cell in found.find("th"))


def test_every_chart_has_a_text_alternative() -> None:
    found = Page(REPORT.render(make_mixed_report()))

    assert len(found.find("svg")) == len(found.find("title")) - 1 == len(found.find("desc"))
    assert all(svg.get("role") == "img" for svg in found.find("svg"))
    words = found.words()
    assert (
        "Two-sided 90 % interval [-22.4, -9.7] points. Margin 5.0 points. Left is worse." in words
    )


def test_verdicts_are_words() -> None:
    words = Page(REPORT.render(make_mixed_report())).words()

    assert "5 verdicts on 2 workloads and 3 candidates: 1 unsafe, 1 inconclusive" in words
    assert "contract-questions ? inconclusive" in words
    assert "All run on OpenAI gpt-large today." in words
    assert "310 more cases \u2713 safe not judged" in words
    assert "Rule gate_inferior" in words
    assert "Exit code 1: at least one verdict is unsafe" in words


def test_an_interval_beyond_the_axis_ends_in_an_arrow() -> None:
    beyond = make_gate(ci_low=-0.9, ci_high=0.9, difference=-0.5)

    assert len(page(verdicts=(make_verdict(gates=(beyond,)),)).find("path")) == 2
    assert page().find("path") == []


def test_flips_are_listed_apart_cut_and_never_netted() -> None:
    losses = [make_flip(case=f"loss-{number}") for number in range(25)]
    gains = [make_flip(case=f"gain-{number}", direction="gain") for number in range(21)]
    words = page(flips=(*gains, *losses)).words()

    lost, gained = "Lost in the move 25 right answers", "Gained in the move 21 right answers"
    assert words.index(lost) < words.index("loss-19") < words.index("5 more in the run")
    assert words.index("5 more in the run") < words.index(gained) < words.index("gain-0")
    assert "loss-20" not in words
    assert "gain-20" not in words
    assert "1 more in the run folder" in words


def test_long_answers_are_cut_and_say_so() -> None:
    words = page(flips=(make_flip(candidate_answer="x" * 4100),)).words()

    assert "[100 more characters in the run folder]" in words


def test_states_and_facts_of_the_run() -> None:
    run = make_run(partial=True, failures={"timeout": 3}, detectors=("refusal-rules 1: 94 %",))
    words = page(run=run, findings=("top_p was dropped",)).words()

    assert "Partial run" in words
    assert "timeout 3" in words
    assert "refusal-rules 1: 94 %" in words
    assert "top_p was dropped" in words
    assert "api.anthropic.com" in words
    assert "unknown: a price or a usage is not reported" in words


@pytest.mark.parametrize("scheme", ["light", "dark", "print"])
def test_contrast_of_text_is_at_least_four_and_a_half(scheme: str) -> None:
    style = "".join(text for tag, text in page().text if tag == "style")
    roots = [
        dict(re.findall(r"--([\w-]+): (#\w{6})", block))
        for block in re.findall(r":root \{([^}]*)\}", style)
    ]
    light, dark, print_ = roots
    colors = {"light": light, "dark": light | dark, "print": light | print_}[scheme]

    pairs = [(text, ground) for text in ("text", "quiet") for ground in ("page", "card")]
    for name in ("safe", "conditional", "unsafe", "inconclusive"):
        pairs += [(name, f"{name}-soft"), (name, "card")]
    pairs += [("link", "page"), ("link", "card"), ("text", "conditional-soft")]
    for text, ground in pairs:
        assert _contrast(colors[text], colors[ground]) >= 4.5, (text, ground)


def _contrast(one: str, other: str) -> float:
    """WCAG 2.2, contrast ratio."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(color: str) -> float:
    channels = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_anchors_are_safe_and_distinct() -> None:
    names = ["a b", "a-b", "\u6f22", "\u5b57", "'\"><script>", "", "x" * 500, "\udc80"]

    found = {anchor(name) for name in names} | {anchor("a", "b"), anchor("", "a b")}

    assert len(found) == len(names) + 2
    assert all(re.fullmatch(r"[a-z0-9-]{1,60}", item) for item in found)


def test_what_the_cutover_needs_is_a_section_of_its_verdict() -> None:
    needed = Change(setting="temperature", from_=0.0, why="<b>x</b>")
    found = page(verdicts=(make_verdict(changes=(needed,)), make_verdict(candidate="b")))

    headings = [tag for tag, text in found.text if text == "Changes the cutover needs"]
    assert headings == ["h2", "h4"]  # among the terms of all moves, and in the one verdict
    assert "temperature 0 is left out: <b>x</b>" in found.words()


def test_what_shows_foreign_text_clips_piled_up_marks() -> None:
    css = re.sub(r"\s+", " ", REPORT.render(make_report()).decode())
    rule = re.search(r"([^{}]*)\{ overflow-y: clip;", css)
    assert rule is not None
    clipped = {one.strip() for one in rule.group(1).rpartition("*/")[2].split(",")}
    assert {"h1", "h2", "h3", "p", "li", "th", "td", "caption", "summary", ".said"} <= clipped


def test_a_power_curve_is_drawn_with_what_it_assumes() -> None:
    verdict = make_verdict(gates=(make_gate(gate="task", outcome="inconclusive"),))
    curve = PowerCurve(
        workload=verdict.workload,
        candidate=verdict.candidate,
        gate="task",
        groups=50,
        margin=0.05,
        confidence=0.96,
        discordance=0.1,
        points=((50, 0.25), (100, 0.9)),
        enough=90,
    )
    found = page(verdicts=(verdict,), power=(curve,))
    assert len(found.find("polyline")) == 1
    assert (
        "show a margin of 5.0 points, by the number of cases, 25.0 % at the 50 of this run, if "
        "there is no real difference and 10.0 % of the pairs differ, at one-sided 96 %. About 90 "
        "cases would decide." in found.words()
    )
    assert page(verdicts=(verdict,)).find("polyline") == []


def test_the_first_page_answers_five_questions_in_order() -> None:
    words = Page(REPORT.render(make_mixed_report())).words()
    asked = [
        "Can we leave? Yes",
        "To whom? Anthropic, llama",
        "What does it cost? Not known",
        "What is unknown?",
        "What must I sign?",
        "Every workload with every candidate",
        "Sign-off",
        "Appendix: statistics",
    ]
    places = [words.index(one) for one in asked]
    assert places == sorted(places)


def test_headings_name_vendor_and_model_with_the_id_beside() -> None:
    found = Page(REPORT.render(make_mixed_report()))
    words = found.words()
    assert "Anthropic claude-large claude" in words  # the column of the matrix
    assert "ticket-triage to Anthropic claude-large claude" in words  # a verdict, to hear as well


def test_differences_of_answers_are_marked() -> None:
    said = {"baseline_answer": "send it to billing", "candidate_answer": "send it to access"}
    found = page(flips=(make_flip(**said),))
    assert [text for tag, text in found.text if tag == "mark"] == ["billing", "access"]


def test_reasons_and_ids_of_a_report_without_texts() -> None:
    group = FailureGroup(
        workload="ticket-triage",
        candidate="claude",
        criticality="high",
        kind="both",
        gate="refusal",
        check="refusal",
        reason="a refusal where an answer is expected",
        cases=3,
        of=120,
        examples=("a", "b"),
    )
    flip = make_flip(question="", baseline_answer="", candidate_answer="", reason="", form="late")
    lost = structs.replace(group, kind="loss", gate="task", reason="late", cases=1, examples=())
    words = page(failures=(lost, group), flips=(flip,), content="none").words()
    assert "Lost in the move 1 of 120 late, right answers Cases: charged-twice ." in words
    assert (
        "Fails today and after the move 3 of 120 a refusal where an answer is expected, answers"
        " what it should Cases: a , b and 1 more in the run folder." in words
    )
    assert "(empty answer)" not in words
    assert "This file holds no text of a prompt or an answer" in words


def test_refusals_are_told_in_both_directions() -> None:
    flips = (
        make_flip(gate="refusal"),
        make_flip(gate="refusal", direction="gain", case="other"),
    )
    words = page(flips=flips).words()
    assert "Refusals, in both directions" in words
    assert "1 case as expected today, but not with the candidate." in words
    assert "1 case as expected with the candidate, but not today." in words


def test_latencies_are_bars_with_words() -> None:
    took = LatencyDistribution(
        workload="ticket-triage",
        provider="claude",
        answers=1200,
        quantiles=((0.05, 0.1), (0.25, 0.2), (0.5, 0.4), (0.75, 0.6), (0.95, 1.0), (1.0, 3.0)),
    )
    found = page(latencies=(took,))
    assert (
        "Anthropic claude-large (claude) : half of 1,200 answers within 0.40 s, 95 % within 1.00 s,"
        " the slowest 3.00 s" in found.words()
    )
    assert len([one for one in found.find("svg") if one.get("aria-hidden") == "true"]) == 1


def test_all_cases_stand_with_their_answers() -> None:
    words = page(cases=(make_view(),), content="all").words()
    assert "All cases with their answers, 1 charged-twice" in words
    assert "Anthropic claude-large (claude) access" in words
    assert "This file holds all prompts and answers" in words


def test_statistics_are_named_once() -> None:
    found = page(verdicts=(make_verdict(gates=(make_gate(p_inferior=0.01, p_holm=0.02),)),))
    assert found.words().count("Holm") == 1
    assert "adjusted 0.02" in found.words()


def test_what_serves_each_workload_is_said_where_it_differs() -> None:
    works = [workload("ticket-triage", runs_on="gpt"), workload("other", runs_on="claude")]
    verdicts = (make_verdict(), make_verdict(workload="other"))
    words = page(exit_plan=plan(works), verdicts=verdicts).words()
    assert "ticket-triage on OpenAI gpt-large" in words
    assert "other on Anthropic claude-large" in words
    assert "All run on" not in words
