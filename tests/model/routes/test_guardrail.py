"""What a guardrail is called in reports."""

from __future__ import annotations

from portcheck.model.routes.guardrail import Guardrail


def test_words_and_digest_are_of_all_that_it_says() -> None:
    found = Guardrail(settings={"id": "g", "version": 3, "a": {"b": {"c": True}, "d": [1]}})
    assert found.words == "id=g, version=3, a.b.c=true, a.d=[1]"
    assert len(found.digest) == 16
    assert found.digest == Guardrail(settings=dict(found.settings)).digest
    assert found.digest != Guardrail(settings={**found.settings, "version": 4}).digest
