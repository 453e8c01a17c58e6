"""Which clusters of a log are one workload."""

from __future__ import annotations

from portcheck.imports.cluster import Cluster, Member, Template
from portcheck.imports.exchange import Exchange, Place
from portcheck.imports.traffic.workload_drafts import FEWEST, drafts
from portcheck.model.chat import Message, Request, Text
from portcheck.model.completion import Answer


def cluster(
    pieces: tuple[str, ...], number: int, *, system: str = "", tools: tuple[str, ...] = ()
) -> Cluster:
    members = tuple(
        Member(
            exchange=Exchange(
                request=Request(
                    messages=(Message(role="user", content=(Text(text=f"{pieces} {at}"),)),)
                ),
                answer=Answer(text="yes", finish_reason="stop"),
                place=Place(file="a", line=at),
                raw_hash=f"{hash(pieces)} {at}",
            )
        )
        for at in range(number)
    )
    return Cluster(
        system=Template(pieces=(system,)) if system else None,
        user=Template(pieces=pieces),
        tools=tools,
        calls=3 * number,
        conversations=number,
        models={},
        members=members,
    )


def sizes(*clusters: Cluster, most: int = 10, cases: int = 100) -> list[tuple[int, int, int]]:
    """Of each workload: its calls, its templates with a case, and its clusters of free texts."""
    made, _ = drafts(clusters, most=most, cases=cases, seed=0)
    return [(one.calls, len(one.parts), one.free_texts) for one in made]


def test_free_texts_are_one_workload() -> None:
    texts = [cluster((f"Question {at}?",), 1) for at in range(12)]
    assert sizes(cluster(("", ""), 30), *texts) == [(3 * 42, 13, 13)]
    assert sizes(*texts, most=1) == [(36, 12, 12)]


def test_a_template_of_a_program_stays_a_workload() -> None:
    large, small = (
        cluster(("Translate to German: ", ""), FEWEST),
        cluster(("Summarise: ", ""), FEWEST - 1),
    )
    assert sizes(large, cluster(("", ""), 30)) == [(90, 1, 0), (3 * FEWEST, 1, 0)]
    assert sizes(small, cluster(("", ""), 30)) == [(90 + 3 * FEWEST - 3, 2, 2)]
    assert sizes(small) == [(3 * FEWEST - 3, 1, 0)]


def test_a_text_that_has_cases_enough_stays_a_workload() -> None:
    hello = cluster(("Hello",), 100)
    assert sizes(hello, cluster(("", ""), 5)) == [(300, 1, 0), (15, 1, 0)]
    assert sizes(hello, cluster(("", ""), 5), cases=101) == [(315, 2, 2)]


def test_only_those_with_the_same_tools_and_no_system_prompt_are_joined() -> None:
    found = sizes(
        cluster(("A?",), 1),
        cluster(("B?",), 1),
        cluster(("C?",), 1, tools=("search",)),
        cluster(("D?",), 1, system="You route."),
        cluster(("E?",), 1, system="You route."),
    )
    assert sorted(found) == [(3, 1, 0), (6, 2, 0), (6, 2, 2)]
