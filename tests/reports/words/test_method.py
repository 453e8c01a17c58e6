"""Words for readers who know neither statistics nor models."""

from __future__ import annotations

import re
from typing import get_args

from portcheck.model.comparison.content import Content
from portcheck.reports.words.method import CONTENT_SAID, GLOSSARY, LIMITS, STATISTICS


def test_names_of_methods_stand_in_the_appendix_alone_and_once() -> None:
    plain = " ".join((*(meaning for _, meaning in GLOSSARY), *LIMITS))
    appendix = " ".join(STATISTICS)
    for name in ("Holm", "Tango", "Rogan", "Clopper"):
        assert name not in plain
        assert len(re.findall(name, appendix)) == 1


def test_every_content_is_said() -> None:
    assert set(CONTENT_SAID) == set(get_args(Content))
