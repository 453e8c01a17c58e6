from __future__ import annotations

from itertools import combinations

import pytest
from exit_builders import route, target, workload
from hypothesis import given, settings
from hypothesis import strategies as st

from portcheck.exitplan.coverage import coverage, single_points, vendor_sets

ROUTES = {name: route(name) for name in ("today", "a", "b", "c", "a-eu")}


def test_shares_are_weighted_and_the_provider_of_today_is_no_exit() -> None:
    found = coverage(
        [
            workload("one", target("a"), criticality="critical", monthly_calls=100),
            workload("two", target("today"), target("b", verdict="conditional")),
            workload("three", target("b", adjusted="inconclusive"), monthly_calls=900),
        ]
    )
    assert (found.workloads, found.covered) == (3, 2)
    assert found.share == pytest.approx(2 / 3)
    assert found.by_criticality == pytest.approx(10 / 12)
    assert found.by_volume == pytest.approx(1000 / 2000)
    assert found.adjusted == pytest.approx(1 / 3)


def test_without_workloads_or_volumes_there_is_nothing_to_say() -> None:
    assert coverage([]).share is None
    assert coverage([workload("one", monthly_calls=None)]).by_volume is None
    some = [workload("one", target("a")), workload("two", monthly_calls=None)]
    assert coverage(some).by_volume is None


def test_a_thing_on_which_today_and_every_exit_rest_is_a_single_point() -> None:
    routes = {
        "today": route("today", vendor="v", regions=("us",), key="K", models=("m", "m-1")),
        "a": route("a", vendor="w", regions=("us",), key="K2", models=("n",)),
        "b": route("b", vendor="w", regions=("eu",), key="K2", models=("n",)),
        "c": route("c", vendor="x", key="K3"),
        "d": route("d", vendor="x", regions=("eu",), key="K3", models=("o",)),
    }
    points = single_points(
        [
            workload("us only", target("a"), criticality="low"),
            workload("two regions", target("a"), target("b")),
            workload("nowhere", target("a", verdict="unsafe"), criticality="high"),
            workload("unknown region", target("c")),
            workload("known", target("d")),
        ],
        routes,
    )
    found = {(point.kind, point.name): (point.hit, point.stranded) for point in points}
    assert found["region", "us"] == (5, ("nowhere", "unknown region", "us only"))
    assert found["vendor", "v"] == found["key", "K"] == (5, ("nowhere",))
    assert found["model", "m-1"] == (5, ("nowhere", "unknown region"))
    assert ("contract", "x") not in found
    assert points[0].kind == "region", "the worst comes first"


def test_an_exit_without_a_key_does_not_rest_on_the_one_of_today() -> None:
    routes = {"today": route("today", key="K"), "a": route("a")}
    points = single_points([workload("w", target("a"))], routes)
    assert "key" not in {point.kind for point in points}


def test_what_serves_a_workload_may_be_unknown() -> None:
    assert single_points([workload("w", runs_on="gone")], ROUTES) == ()


def test_the_fewest_vendors_and_what_each_further_one_buys() -> None:
    works = [
        workload("1", target("a"), target("c")),
        workload("2", target("a")),
        workload("3", target("b"), target("c")),
        workload("4", target("b", verdict="unsafe")),
    ]
    smallest, by_number = vendor_sets(works, ROUTES)
    assert smallest is not None
    assert (smallest.vendors, smallest.covered) == (("a", "c"), 3), "c covers all that b does"
    assert [(one.vendors, one.covered) for one in by_number] == [(("a",), 2), (("a", "c"), 3)]


def test_another_entry_of_todays_vendor_is_no_second_vendor() -> None:
    works = [workload("1", target("a-eu"), runs_on="a")]
    assert vendor_sets(works, ROUTES) == (None, ())


def test_a_vendor_is_the_same_in_any_case() -> None:
    routes = {
        "today": route("today", vendor="OpenAI"),
        "a": route("a", vendor="openai"),
        "b": route("b", vendor="Mistral"),
        "c": route("c", vendor="mistral"),
    }
    works = [workload("1", target("a")), workload("2", target("b")), workload("3", target("c"))]
    (vendor,) = [one for one in single_points(works, routes) if one.kind == "vendor"]
    assert (vendor.name, vendor.hit, vendor.stranded) == ("OpenAI", 3, ("1",))
    smallest, _ = vendor_sets(works, routes)
    assert smallest is not None
    assert (smallest.vendors, smallest.covered) == (("Mistral",), 2)


covers = st.lists(st.sets(st.sampled_from("bcdefgh"), max_size=4), min_size=1, max_size=9)


@given(covers)
@settings(max_examples=60, deadline=None)
def test_no_smaller_set_covers_as_much(sets: list[set[str]]) -> None:
    routes = {name: route(name) for name in [*"bcdefgh", "today"]}
    works = [workload(str(place), *map(target, sorted(names))) for place, names in enumerate(sets)]
    smallest, by_number = vendor_sets(works, routes)
    best = [
        max(sum(bool(set(some) & names) for names in sets) for some in combinations("bcdefgh", n))
        for n in range(1, 8)
    ]
    if smallest is None:
        assert best[-1] == 0
        return
    for one in by_number:
        assert one.covered == best[len(one.vendors) - 1]
        assert one.covered == sum(bool(set(one.vendors) & names) for names in sets)
    assert smallest.covered == best[-1]
    assert len(smallest.vendors) == 1 + best.index(best[-1])


def test_of_too_many_vendors_no_set_is_named() -> None:
    many = {f"v{n}": route(f"v{n}") for n in range(21)} | {"today": route("today")}
    works = [workload(name, target(name)) for name in many if name != "today"]
    assert vendor_sets(works, many) == (None, ())
    fewer = [workload("w", *map(target, [name for name in many if name not in {"today", "v0"}]))]
    assert vendor_sets(fewer, many)[0] is not None, "20 are not too many"


@pytest.mark.parametrize(
    ("works", "named"),
    [
        ([("a", "c"), ("a", "d"), ("b", "c"), ("b", "d")], ("a", "b")),
        ([("b", "a")], ("a",)),
    ],
)
def test_of_vendors_that_cover_as_much_the_first_by_name_are_named(
    works: list[tuple[str, ...]], named: tuple[str, ...]
) -> None:
    routes = {name: route(name) for name in ("today", "a", "b", "c", "d")}
    made = [workload(str(place), *map(target, names)) for place, names in enumerate(works)]
    smallest, _ = vendor_sets(made, routes)
    assert smallest is not None
    assert smallest.vendors == named
