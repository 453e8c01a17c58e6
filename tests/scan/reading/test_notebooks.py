from __future__ import annotations

import json

import pytest

from portcheck.scan.reading.notebooks import cells


def test_lines_of_cells_keep_their_place_in_the_file() -> None:
    data = {
        "cells": [
            {"cell_type": "markdown", "source": ["# Title\n", "words"]},
            {"cell_type": "code", "outputs": [{"text": "x = 1"}], "source": "y = 'é'\nx = 1\n"},
            {"cell_type": "code", "source": ["x = 1\n"]},
            "no cell",
            {"cell_type": "code", "source": None},
        ]
    }
    text = json.dumps(data, indent=1, ensure_ascii=False)
    found = cells(text)
    assert found is not None
    code, prose = found
    assert code.text == "y = 'é'\nx = 1\nx = 1"
    assert prose.text == "# Title\nwords"
    lines = text.split("\n")
    assert "words" in lines[prose.lines[1] - 1]
    assert "x = 1" in lines[code.lines[2] - 1]
    assert code.lines == tuple(sorted(code.lines))


@pytest.mark.parametrize("text", ["", "[1]", '{"cells": 1}', "{" * 10_000])
def test_what_is_no_notebook_is_none(text: str) -> None:
    assert cells(text) is None
