from __future__ import annotations

import re

from portcheck.data.usage import families, secret_shapes, services, services_by_name, ties
from portcheck.data.vendors import vendors


def test_every_service_that_something_belongs_to_is_in_the_table() -> None:
    owners = {one.service for one in families()}
    owners |= {one.service for one in secret_shapes()}
    owners |= {one.service for one in ties().values()}
    assert owners - {None} <= set(services())
    assert set(vendors()) <= set(services())


def test_hosts_and_key_variables_of_vendors_are_not_written_twice() -> None:
    assert "api.openai.com" in services()["openai"].names["hosts"]
    assert "*.endpoints.huggingface.cloud" in services()["huggingface"].names["hosts"]
    assert "router.huggingface.co" in services()["huggingface"].names["hosts"]
    assert services_by_name("variables")["ANTHROPIC_AUTH_TOKEN"] == "anthropic"
    assert "GOOGLE_API_KEY" not in services_by_name("variables")
    assert services_by_name("shared_variables")["GOOGLE_API_KEY"] == "gemini"


def test_what_is_shown_of_a_key_is_what_all_of_its_kind_share() -> None:
    for shape in secret_shapes():
        shared = re.match(r"[\w-]+", shape.pattern)
        assert shared is not None
        assert shape.shown <= 9 or shared[0] == "bedrock-api-key-"
