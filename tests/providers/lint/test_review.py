"""Whatever is asked of whichever dialect, reviewing it ends in findings and never in an error."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from request_strategies import requests

from portcheck.model.chat import Request
from portcheck.model.suite import ProviderSpec
from portcheck.plugins import DIALECTS
from portcheck.providers.lint.adapt import review_adapted
from portcheck.providers.lint.capability_rules import review
from portcheck.providers.lint.needs import needs

MODELS = ("gpt-5.5", "gpt-4o", "claude-opus-4-7", "mistral-large-latest", "\ud800\x1b[2J")


def entry(dialect: str, model: str = "m") -> ProviderSpec:
    return ProviderSpec(
        id="p", vendor="v", dialect=dialect, model=model, base_url="https://api.example.com"
    )


KNOWN = DIALECTS.built_in
NAMES = sorted(name for name, dialect in KNOWN.items() if not dialect.review({}))
"""Those that need no options."""


@pytest.mark.slow
@pytest.mark.parametrize("dialect", NAMES)
@given(request_=requests())
@settings(max_examples=30, deadline=None)
def test_reviews(dialect: str, request_: Request) -> None:
    for model in MODELS:
        spec = entry(dialect, model)
        plain, adapted = review(spec, request_), review_adapted(spec, request_, "all")
        assert review_adapted(spec, request_, "none") == plain
        for finding in (*plain, *adapted):
            assert finding.provider == "p"
            assert finding.message
        done = {finding.feature for finding in adapted if finding.adapted}
        assert not done & {"tools", "images", "messages", "system"}, "the question stays"
        assert {f.feature for f in adapted if f.unsupported} <= {
            f.feature for f in plain if f.unsupported
        }
        assert set(needs(spec, request_).values()) <= {True, False, None}
