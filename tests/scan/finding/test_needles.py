"""A name without a needle would never be found: the first look would pass its line by."""

from __future__ import annotations

import re

import pytest

from portcheck.data.tables import table
from portcheck.data.usage import families, secret_shapes, services, ties
from portcheck.scan.finding.named_models import model_named
from portcheck.scan.finding.needles import Pieces, line_starts, lines_with_needles, plain


@pytest.mark.parametrize("kind", ["python", "pip", "npm", "go", "java", "maven", "variables"])
def test_every_library_and_variable_has_a_needle(kind: str) -> None:
    names = [name for one in services().values() for name in one.names.get(kind, ())]
    assert names
    assert [name for name in names if not lines_with_needles(f'"{name}"'.encode())] == []


@pytest.mark.parametrize(
    "kind", ["hosts", "images", "resources", "actions", "charts", "words", "shared_variables"]
)
def test_every_other_name_has_a_needle(kind: str) -> None:
    names = [name for one in services().values() for name in one.names.get(kind, ())]
    assert [name for name in names if not lines_with_needles(f'"{name}"'.encode())] == []


def test_every_model_of_the_tables_that_is_a_model_has_a_needle() -> None:
    missed = []
    for platform, entries in table("lifecycle")["lifecycle"].items():
        for name in entries:
            written = f'model="{name}"'
            if model_named(name) and not lines_with_needles(written.encode()):
                missed.append(f"{platform} {name}")
    assert missed == []


def test_every_tie_has_a_needle() -> None:
    words = [word for tie in ties().values() for word in (*tie.alone, *tie.file)]
    assert [word for word in words if not lines_with_needles(plain(word).encode())] == []
    assert plain("client.beta().assistants().") == "assistants"


def test_every_shape_of_a_key_has_a_needle() -> None:
    for shape in secret_shapes():
        beginning = re.split(r"[^\w-]", shape.pattern)[0]
        assert lines_with_needles(beginning.encode()), shape


def test_every_pattern_of_a_family_compiles_alone() -> None:
    for family in families():
        assert re.compile(family.pattern).fullmatch("a model") is None
        assert family.service is None or family.service in services()


def test_hits_are_sorted_by_line() -> None:
    assert lines_with_needles(b"a\nOpenAI and openai\n\nclaude") == {1: [2, 13], 3: [21]}
    assert lines_with_needles(b"nothing\n") == {}
    assert line_starts(["ab", "", "c"]) == [0, 3, 4]


def test_pieces_that_overlap_are_all_found() -> None:
    assert Pieces(["beta.threads", "threads", "x"]).within("beta.threads") == {
        "beta.threads",
        "threads",
    }
