"""A key that a server echoes in another form is hidden all the same."""

from __future__ import annotations

import base64
from collections.abc import Callable
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from provider_exchanges import KEY, Server, answered, chat_body, failed

from portcheck.model.completion import Completion, Timing
from portcheck.providers.call.key_forms import hidden, key_forms
from portcheck.providers.call.redaction import Key, cleaned

SECRET = "sk-ant-api03-Zq7Lr2Mv9XtB4wKd8/+Ns"
FORMS: dict[str, Callable[[str], str]] = {
    "whole": str,
    "base64": lambda key: base64.b64encode(key.encode()).decode(),
    "base64 of a pair": lambda key: base64.b64encode(f"user:{key}".encode()).decode(),
    "base64 for addresses": lambda key: base64.urlsafe_b64encode(f"ab{key}".encode()).decode(),
    "percent": lambda key: "".join(f"%{byte:02X}" for byte in key.encode()),
    "quoted": lambda key: quote(key, safe=""),
    "hexadecimal": lambda key: key.encode().hex(),
    "hexadecimal in capitals": lambda key: key.encode().hex().upper(),
    "reversed": lambda key: key[::-1],
    "with gaps": "-".join,
    "with blanks": " ".join,
    "parted once": lambda key: f"{key[:25]}\n{key[25:]}",
    "cut": lambda key: key[:24],
    "without its beginning": lambda key: key[8:],
    "its end": lambda key: key[20:],
}
OF_LONG_KEYS = {"without its beginning", "its end"}


def pieces(key: str) -> set[str]:
    """Runs of six characters beyond what all keys of a kind begin with."""
    rest = key.removeprefix("sk-ant-api03-")
    return {rest[at : at + 6] for at in range(len(rest) - 5)}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("around", ["{}", "key: {}.", "<{}>{}"])
def test_no_form_of_a_key_is_left(form: str, around: str) -> None:
    said = around.format(FORMS[form](SECRET), FORMS[form](SECRET))
    left = hidden(said, key_forms(SECRET))
    assert "***" in left
    assert FORMS[form](SECRET) not in left
    plain = left.replace("-", "").replace(" ", "")
    assert not [one for one in pieces(SECRET) if one in left or one in plain or one[::-1] in left]


@pytest.mark.parametrize("form", [name for name in FORMS if name not in OF_LONG_KEYS])
def test_answers_and_errors_are_free_of_it(form: str) -> None:
    said = FORMS[form](KEY if form != "cut" else KEY + "x" * 24)
    got = answered(Server(body=chat_body({"content": f"It is {said} there"})))
    assert said not in got.text
    assert "***" in got.text
    error = failed(Server(body={"error": {"message": f"bad key {said}"}}, status=401))
    assert said not in error.message


def test_what_all_keys_begin_with_tells_nothing() -> None:
    forms = key_forms(SECRET)
    for text in ("sk-ant-api03-", "sk-ant-api03-Zq7Lr2", "sk-proj-Zq7Lr2Mv9", "api03-Zq7Lr2Mv9"):
        assert hidden(text, forms) == text
    assert hidden("sk-ant-api03-Zq7Lr2Mv and more", forms) == "*** and more"


def test_parts_of_a_key_are_looked_for_from_sixteen_characters_on_and_its_end_from_24() -> None:
    sixteen, whole = "Zq7Lr2Mv9XtB4wKd", "Zq7Lr2Mv9XtB4wKd8Ns5Pf3H"
    assert hidden(f"<{sixteen[::-1]}>", key_forms(sixteen)) == "<***>"
    assert hidden(f"<{sixteen[:-1][::-1]}>", key_forms(sixteen[:-1])) == f"<{sixteen[:-1][::-1]}>"
    assert hidden(f"<{whole[12:]}>", key_forms(whole)) == "<***>"
    assert hidden(f"<{whole[11:23]}>", key_forms(whole[:23])) == f"<{whole[11:23]}>"


def test_short_keys_are_hidden_as_they_stand() -> None:
    forms = key_forms("ollama-local")
    assert hidden("a ollama-local b ollama-loca lacol-amallo", forms) == (
        "a *** b ollama-loca lacol-amallo"
    )


WORDS = st.text(st.characters(codec="utf-8"), max_size=40)


@given(WORDS, WORDS, st.sampled_from(sorted(FORMS)))
def test_the_quick_look_finds_what_the_walk_hides(before: str, after: str, form: str) -> None:
    answer = Completion(
        text=f"{before} {FORMS[form](SECRET)} {after}",
        finish_reason="stop",
        timing=Timing(total_s=1.0),
    )
    left = cleaned(answer, Key(SECRET)).text
    if form not in {"with gaps", "with blanks"}:
        assert left == hidden(answer.text, key_forms(SECRET))
    elif (before + after).isascii() and (before + after).isprintable():
        assert FORMS[form](SECRET) not in left


@given(WORDS)
def test_other_texts_stay(text: str) -> None:
    assert hidden(text, key_forms(SECRET)) == text
