"""Convert request bodies of vendors' APIs to a `Request`.

Written from the vendors' references: Chat Completions and Responses (platform.openai.com/docs),
Messages (docs.claude.com), generateContent (ai.google.dev/api), Converse and InvokeModel
(docs.aws.amazon.com/bedrock). The fields of a body show which of these it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from portcheck.imports.bodies.marked_chats import marked_turns
from portcheck.imports.bodies.not_read import NotReadError
from portcheck.imports.bodies.request_settings import response_schema, sampling, tool_choice, tools
from portcheck.imports.bodies.turns import Turns, turns
from portcheck.model.chat import JsonObject, Request
from portcheck.vendor_json import mapping, text

_NO_SCHEMA = (None, False)
_PROMPTS = ("prompt", "inputText")
_SYSTEMS = ("systemInstruction", "system_instruction")
_FORMS = frozenset(
    {
        *("response_format", "output_format", "text", "output_config", "format"),
        *("responseSchema", "response_schema", "responseJsonSchema", "response_json_schema"),
        *("responseMimeType", "response_mime_type"),
    }
)


_NOT_PLAIN = _FORMS | {"tools", "toolConfig", "tool_config", "tool_choice", "functions"}


class Asked(Struct, frozen=True):
    """The request in a body."""

    request: Request
    model: str
    """"" if the body does not name it."""


def is_request(body: Any) -> bool:
    """Whether an object looks like the body of a request."""
    return isinstance(body, dict) and (
        isinstance(body.get("messages"), list)
        or isinstance(body.get("contents"), (list, str))
        or isinstance(body.get("prompt"), str)
        or isinstance(body.get("inputText"), str)
        or ("input" in body and ("model" in body or "instructions" in body))
    )


def is_plain(body: JsonObject) -> bool:
    """Whether a body has messages, but neither tools nor a required form of the answer."""
    return "messages" in body and _NOT_PLAIN.isdisjoint(body)


def asked(body: JsonObject) -> Asked:
    """The request in a body of any API.

    Raises:
        NotReadError: it is not such a body, or portcheck cannot send its content again.
    """
    if "messages" in body:
        return _messages(body)
    if "contents" in body:
        return _gemini(body)
    prompt = next((body[name] for name in _PROMPTS if isinstance(body.get(name), str)), None)
    if prompt is not None:
        fields = mapping(body.get("textGenerationConfig"))
        said = marked_turns(prompt)
        return request_of(turns(prompt if said is None else said), body, (body, fields))
    if "input" in body:
        return _responses(body)
    raise NotReadError("the request has no messages")


def request_of(
    said: Turns, body: JsonObject, fields: Iterable[JsonObject], offered: Any = None
) -> Asked:
    """Make a request from turns and from the settings in `fields`.

    Raises:
        NotReadError: the request offers a tool that runs at the vendor.
    """
    settings = tuple(fields)
    schema, any_json = _NO_SCHEMA
    # Most bodies have none of these fields, and looking into each takes time.
    if any(not _FORMS.isdisjoint(one) for one in settings):
        schema, any_json = response_schema(*settings)
    drawn = sampling(*settings)
    if any_json:
        drawn = replace(drawn, json_mode=True)
    choice: Any = body.get("tool_choice")
    if offered is None:
        offered = body.get("tools")
    if "toolConfig" in body or "tool_config" in body:
        config = mapping(body.get("toolConfig", body.get("tool_config")))
        offered = offered or config.get("tools")
        choice = choice or config.get("toolChoice", config)
    request = Request(
        messages=said.messages,
        system=said.system,
        tools=tools(offered) if offered else (),
        tool_choice=tool_choice(choice) if choice else None,
        response_schema=schema,
        sampling=drawn,
    )
    return Asked(request, text(body.get("model")) or text(body.get("modelId")))


def _messages(body: JsonObject) -> Asked:
    """Read Chat Completions, Messages and Converse, which differ only in names."""
    said = turns(body["messages"], body.get("system"))
    if "inferenceConfig" in body or "additionalModelRequestFields" in body:
        inference = mapping(body.get("inferenceConfig"))
        extra = mapping(body.get("additionalModelRequestFields"))
        return request_of(said, body, (body, inference, extra))
    return request_of(said, body, (body,))


def _responses(body: JsonObject) -> Asked:
    said = turns(body["input"], body.get("instructions"))
    return request_of(said, body, (body,))


def _gemini(body: JsonObject) -> Asked:
    config = mapping(body.get("config"))  # Google's client library puts the settings here
    system = next((one[n] for one in (body, config) for n in _SYSTEMS if one.get(n)), None)
    contents = body["contents"]
    said = turns(
        [{"role": "user", **one} if isinstance(one, dict) else one for one in contents]
        if isinstance(contents, list)
        else contents,
        system,
    )
    generation = mapping(body.get("generationConfig")) or mapping(body.get("generation_config"))
    found = request_of(said, {**config, **body}, (generation, config))
    return Asked(found.request, found.model.removeprefix("models/"))
