"""Exchanges are redacted as a whole: the same value becomes the same everywhere."""

from __future__ import annotations

import importlib.util
from importlib.machinery import ModuleSpec
from typing import Any

import pytest
from msgspec.structs import replace

from portcheck.errors import UsageError
from portcheck.extras import install_command
from portcheck.imports.exchange import Exchange, Place
from portcheck.imports.redaction.exchange_texts import contexts_of, labels_of, texts_of
from portcheck.imports.redaction.redactor import Redactor, require_libraries
from portcheck.model.chat import Message, Request, Sampling, Text, Tool, ToolCall, ToolChoice
from portcheck.model.completion import Answer, OtherContent, RefusalSignal

SECRET = "ghp_" + "aB3" * 12
KEY = b"k" * 32


def exchange() -> Exchange:
    call = ToolCall(
        id="call_1",
        name="find",
        arguments={"customer": "Meier", "mail": "anna.meier@firma-nord.de", "anna meier": [1]},
    )
    turns = (
        Message(
            role="user",
            content=(Text(text="Frau Anna Meier (anna.meier@firma-nord.de) fragt nach 4711."),),
        ),
        Message(role="assistant", tool_calls=(call,)),
        Message(
            role="tool", content=(Text(text='{"owner": "Anna Meier"}'),), tool_call_id="call_1"
        ),
    )
    request = Request(
        messages=turns,
        system=f"You are an agent. Use {SECRET} and never show it.",
        tools=(Tool(name="find", description="Finds a customer."),),
    )
    answer = Answer(
        text="Meier, Anna: order 4711.",
        finish_reason="stop",
        reasoning_text="Anna wants it.",
        response_id="resp_77",
    )
    return Exchange(
        request=request, answer=answer, place=Place(file="log"), raw_hash="0" * 16, call_id="c-9"
    )


def redacted(key: bytes = KEY, **settings: Any) -> tuple[Exchange, Redactor]:
    redactor = Redactor(key, **settings)
    redactor.learn(texts_of(exchange()))
    return redactor.exchange(exchange()), redactor


def test_a_person_is_the_same_in_prompt_call_result_and_answer() -> None:
    found, _ = redacted()
    user, called, result = found.request.messages
    given, family = user.text.split()[1:3]
    assert {given, family}.isdisjoint({"Anna", "Meier"})
    mail = f"{given.lower()}.{family.lower()}@"
    assert f"({mail}" in user.text
    arguments = called.tool_calls[0].arguments
    assert arguments is not None
    assert arguments["customer"] == family
    assert arguments["mail"].startswith(mail)
    assert arguments[f"{given} {family}".lower()] == [1]
    assert result.text == f'{{"owner": "{given} {family}"}}'
    assert found.answer is not None
    assert found.answer.text == f"{family}, {given}: order 4711."


def test_what_is_nobodys_stays() -> None:
    found, _ = redacted()
    assert found.request.messages[1].tool_calls[0].id == "call_1"
    assert found.request.tools == exchange().request.tools
    assert "4711" in found.request.messages[0].text


def test_secrets_ids_and_reasoning_do_not_come_through() -> None:
    found, redactor = redacted(kept=("secret", "name"))
    said = repr(found)
    assert SECRET not in said
    assert "c-9" not in said
    assert "resp_77" not in said
    assert "wants it" not in said
    assert redactor.leaks(f"x {SECRET} y")
    assert not redactor.leaks(said)


KEYS = tuple(f"sk-proj-{letter * 6}aB3dE5fG7hI9jK1lM3nO5pQ7rS9tU1vW" for letter in "RSTUVW")


def labelled_exchange() -> Exchange:
    """With a key in every label: of a tool, a model, a stop sequence, a finish reason, an id."""
    tool, model, stop, reason, identifier, served = KEYS
    call = ToolCall(id=identifier, name=tool, arguments={})
    turns = (
        Message(role="user", content=(Text(text="Claude, find Anna Meier."),)),
        Message(role="assistant", tool_calls=(call,)),
        Message(role="tool", content=(Text(text="found"),), tool_call_id=identifier),
    )
    return Exchange(
        request=Request(
            messages=turns,
            tools=(Tool(name=tool),),
            tool_choice=ToolChoice(mode="tool", name=tool),
            sampling=Sampling(stop=(stop, "END")),
        ),
        answer=Answer(
            text="",
            finish_reason="tool_calls",
            raw_finish_reason=reason,
            refusal_signal=RefusalSignal(kind="model_refusal", detail=reason),
            tool_calls=(replace(call, id="toolu_second"),),
            served_model=f"gpt-4o {served}",
            other_content=(OtherContent(kind=reason, count=1, bytes=1),),
        ),
        place=Place(file="log"),
        raw_hash="0" * 16,
        model=model,
    )


def test_a_key_in_a_label_does_not_come_through() -> None:
    whole = labelled_exchange()
    redactor = Redactor(KEY)
    redactor.learn(texts_of(whole))
    redactor.learn_labels(labels_of(whole))
    found = redactor.exchange(whole)
    assert [key for key in KEYS if key in repr(found)] == []
    tool = found.request.tools[0].name
    assert tool.startswith("[secret-")
    assert found.request.tool_choice == ToolChoice(mode="tool", name=tool)
    assert found.request.messages[1].tool_calls[0].name == tool
    assert found.request.sampling.stop[1] == "END"
    assert redactor.leaks(KEYS[0])


def test_calls_have_ids_of_their_own_that_results_still_name() -> None:
    found = Redactor(KEY).exchange(labelled_exchange())
    _, called, result = found.request.messages
    assert (called.tool_calls[0].id, result.tool_call_id) == ("call_1", "call_1")
    assert found.answer is not None
    assert found.answer.tool_calls[0].id == "call_2"
    bare = replace(labelled_exchange(), answer=None)
    calls = (ToolCall(id=None, name="find", arguments={}),)
    turns = (*bare.request.messages[:1], Message(role="assistant", tool_calls=calls))
    kept = Redactor(KEY).exchange(replace(bare, request=replace(bare.request, messages=turns)))
    assert kept.request.messages[1].tool_calls[0].id is None


def test_a_model_is_no_person() -> None:
    whole = replace(labelled_exchange(), model="claude-anna-meier-4")
    redactor = Redactor(KEY)
    redactor.learn(texts_of(whole))
    redactor.learn_labels(labels_of(whole))
    assert redactor.exchange(whole).model == "claude-anna-meier-4"


@pytest.mark.parametrize("label", [r"\n\nHuman:", r"</\u0041>", r"C:\new", "\n"])
def test_a_label_without_a_secret_stays_as_it_is_written(label: str) -> None:
    redactor = Redactor(KEY)
    redactor.learn_labels([label, f"stop {KEYS[0]}"])
    assert redactor.label(label) == label
    beside = redactor.label(f"{label} {KEYS[0]}")
    assert beside.startswith(f"{label} [secret-")
    assert KEYS[0] not in beside


def test_half_of_a_surrogate_pair_becomes_a_sign_that_a_file_can_hold() -> None:
    text = f"\ud83d Anna Meier, {SECRET}, \ude00"
    redactor = Redactor(KEY)
    redactor.learn([text])
    found = redactor.text(text)
    assert found.startswith("\ufffd ")
    assert found.endswith(", \ufffd")
    assert SECRET not in found
    assert found.encode()


def test_names_and_kinds_may_stay() -> None:
    kept, _ = redacted(kept=("name",))
    assert "Anna Meier" in kept.request.messages[0].text
    assert "@firma-nord" not in kept.request.messages[0].text
    named, _ = redacted(names=("anna meier", "Anna", "Meier, Anna"))
    assert "Anna Meier" in named.request.messages[0].text


def test_another_import_draws_other_stand_ins() -> None:
    first, _ = redacted()
    again, _ = redacted()
    other, _ = redacted(b"o" * 32)
    assert first == again
    assert first != other


def test_the_report_counts_and_shows_nothing() -> None:
    _, redactor = redacted()
    report = {one.kind: (one.values, one.times) for one in redactor.report()}
    assert report["secret"] == (1, 1)
    assert report["e-mail"] == (1, 2)
    assert report["name"][1] >= 4
    assert "Anna" not in repr(redactor.report())


def test_without_the_libraries_nothing_is_redacted_and_so_nothing_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    require_libraries()
    found = importlib.util.find_spec

    def lacking(name: str, package: str | None = None) -> ModuleSpec | None:
        return None if name == "stdnum" else found(name, package)

    monkeypatch.setattr(importlib.util, "find_spec", lacking)
    with pytest.raises(UsageError, match="stdnum") as raised:
        require_libraries()
    assert install_command("traffic") in raised.value.hint


def test_a_secret_in_the_middle_of_a_word_is_replaced_and_a_name_is_not() -> None:
    said = "My password is summer2024, says Anna Meier."
    other = "Open summer2024b.txt and midsummer2024_x; Meierstadt is far."
    redactor = Redactor(KEY)
    redactor.learn([said, other])
    found = redactor.text(said) + redactor.text(other)
    assert "ummer2024" not in found
    assert "Meierstadt" in found
    assert not redactor.leaks(found)


def conversation(*said: str) -> Exchange:
    """Turns of a user and an assistant, the last of which is the answer."""
    roles = ("user", "assistant") * len(said)
    turns = tuple(
        Message(role=role, content=(Text(text=text),))  # type: ignore[arg-type]
        for role, text in zip(roles, said[:-1], strict=False)
    )
    return replace(
        exchange(),
        request=Request(messages=turns),
        answer=Answer(text=said[-1], finish_reason="stop"),
    )


def cleaned(*exchanges: Exchange, **settings: Any) -> tuple[list[Exchange], Redactor]:
    redactor = Redactor(KEY, **settings)
    redactor.learn(text for one in exchanges for text in texts_of(one))
    redactor.learn_contexts(text for one in exchanges for text in contexts_of(one))
    return [redactor.exchange(one) for one in exchanges], redactor


def said(found: Exchange) -> list[str]:
    return [message.text for message in found.request.messages]


def test_an_answer_in_the_next_message_is_a_secret_by_its_question() -> None:
    asked = conversation("Hi.", "What is the PIN of your card?", "Sure: 7351", "7351, thanks.")
    (found,), _ = cleaned(asked)
    assert "7351" not in "".join([*said(found), found.answer.text if found.answer else ""])
    assert said(found)[1] == "What is the PIN of your card?"


def test_an_argument_is_a_secret_by_its_key() -> None:
    call = ToolCall(id="c", name="open", arguments={"door": [{"pin": "7351", "floor": "1204"}]})
    opened = replace(
        exchange(),
        request=Request(
            messages=(
                Message(role="user", content=(Text(text="Open it with 7351."),)),
                Message(role="assistant", tool_calls=(call,)),
            )
        ),
    )
    (found,), _ = cleaned(opened)
    user, assistant = found.request.messages
    assert "7351" not in user.text
    assert assistant.tool_calls[0].arguments is not None
    (door,) = assistant.tool_calls[0].arguments["door"]
    assert user.text == f"Open it with {door['pin']}."
    assert door["floor"] == "1204"


def test_words_and_short_numbers_are_secret_in_their_conversation_alone() -> None:
    with_secrets = conversation(
        'The phone password is "marmalade", the PIN 7351.', "So marmalade and 7351?"
    )
    other = conversation("I ate marmalade in flat 7351.", "Nice.")
    (found, kept), redactor = cleaned(with_secrets, other)
    assert found.answer is not None
    assert "marmalade" not in said(found)[0] + found.answer.text
    assert said(kept)[0].startswith("I ate marmalade in flat")
    assert not redactor.leaks("marmalade")


def test_codes_that_nobody_calls_secret_may_stay() -> None:
    text = "The parcel K7Q2-M9XA-41TF is late."
    (found,), redactor = cleaned(conversation(text, "I see: K7Q2-M9XA-41TF."))
    stand_in = said(found)[0].split()[2]
    assert stand_in != "K7Q2-M9XA-41TF"
    assert found.answer is not None
    assert found.answer.text == f"I see: {stand_in}."
    assert [(one.kind, one.values, one.times) for one in redactor.report()] == [("code", 1, 2)]
    (kept,), _ = cleaned(conversation(text, "I see."), kept=("code",))
    assert said(kept) == [text]


def test_what_has_a_form_is_replaced_as_what_it_is() -> None:
    (found,), redactor = cleaned(conversation("I sent the code to +49 151 23456789.", "Ok."))
    assert said(found)[0].startswith("I sent the code to +49 ")
    assert [one.kind for one in redactor.report()] == ["phone"]
