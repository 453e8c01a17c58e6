from __future__ import annotations

import copy
import json
from collections.abc import Iterable
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from model_strategies import json_values, samples

from portcheck.config.value_schemas import definitions
from portcheck.model.chat import Audio, Document, Image, Text
from portcheck.model.codec import decode, encode
from portcheck.model.run import Plan, Sample
from portcheck.model.score import Score

FOUND = definitions(Plan, Sample, Score)
SAMPLE = Draft202012Validator({"$ref": "#/$defs/sample", "$defs": FOUND})


def test_it_is_a_schema_and_names_every_class() -> None:
    Draft202012Validator.check_schema({"$defs": FOUND})
    assert {"plan", "suite", "workload", "case", "provider_spec", "tool_call", "usage"} <= set(
        FOUND
    )
    assert FOUND["sample"]["required"] == ["trial"]
    assert "class" in FOUND["failure"]["properties"]


@given(samples)
@settings(max_examples=60, deadline=None)
def test_what_is_written_is_what_the_schema_says(sample: Sample) -> None:
    SAMPLE.validate(json.loads(json.dumps(encode(sample))))


def test_values_that_a_field_tells_apart_state_it_and_need_it() -> None:
    found = definitions(Text, Image, Document, Audio)
    for name in ("text", "image", "document", "audio"):
        assert found[name]["properties"]["type"] == {"enum": [name]}
        assert "type" in found[name]["required"]
    part = Draft202012Validator({"$ref": "#/$defs/image", "$defs": found})
    picture = encode(Image(media_type="image/png", data="AAAA"))
    part.validate(picture)
    assert not part.is_valid({**picture, "type": "audio"})
    assert not part.is_valid({key: item for key, item in picture.items() if key != "type"})


def nodes(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner: Iterable[tuple[Any, Any]] = data.items() if isinstance(data, dict) else ()
    inner = enumerate(data) if isinstance(data, list) else inner
    return [path, *(place for key, item in inner for place in nodes(item, (*path, key)))]


@given(samples, st.data(), json_values)
@settings(max_examples=150, deadline=None)
def test_the_schema_refuses_what_is_not_read(sample: Sample, data: st.DataObject, new: Any) -> None:
    changed = copy.deepcopy(json.loads(json.dumps(encode(sample))))
    path = data.draw(st.sampled_from([place for place in nodes(changed) if place]))
    inner = changed
    for key in path[:-1]:
        inner = inner[key]
    assume(not isinstance(new, float))
    inner[path[-1]] = new
    try:
        decode(Sample, changed)
    except ValueError:
        assert not SAMPLE.is_valid(changed)
    else:
        SAMPLE.validate(changed)
