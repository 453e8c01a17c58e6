"""The check `facts`."""

from __future__ import annotations

from typing import Any

import pytest
from check_builders import agent, ask, kind_of, make_call, make_request

from portcheck.checks.reading.facts import LONGEST, MOST
from portcheck.model.chat import Message, Text

REFERENCE = (
    "Order ORD-2026-0017 of 5 March 2026 costs 1,234.50 EUR and ships at 14:30 CET. Three parts, "
    "12 km away. Write to help@acme.example, see https://www.acme.example/orders/17 or ring "
    "+49 30 1234567."
)


@pytest.mark.parametrize(
    "answer",
    [
        REFERENCE,
        "ord 2026 0017 (March 5th, 2026): \u20ac1234.50, 13:30 UTC, 3 parts, 12,000 m, "
        "HELP@acme.example, [here](http://acme.example/orders/17/), 0049 30 123 4567",
        "Bestellung ORD-2026-0017 vom 05.03.2026 \u00fcber 1.234,50 \u20ac, 14:30 Uhr, 12 km, "
        "help@acme.example, acme.example/orders/17, +49301234567",
    ],
)
def test_facts_survive_in_other_forms(answer: str) -> None:
    found = ask("facts", {"reference": REFERENCE}, answer)
    assert found.status == "passed", found.reason


@pytest.mark.parametrize(
    ("changed", "into", "lost"),
    [
        ("0017", "0018", "ORD-2026-0017"),
        ("5 March", "6 March", "5 March 2026"),
        ("14:30", "15:30", "14:30 CET"),
        ("1,234.50", "1,243.50", "1,234.50 EUR"),
        ("EUR", "USD", "1,234.50 EUR"),
        ("12 km", "12 miles", "12 km"),
        ("help@", "info@", "help@acme.example"),
        ("orders/17", "orders/18", "orders/17"),
        ("1234567", "1234576", "+49 30 1234567"),
    ],
)
def test_a_changed_fact_is_lost_and_new(changed: str, into: str, lost: str) -> None:
    answer = REFERENCE.replace(changed, into)
    found = ask("facts", {"reference": REFERENCE}, answer)
    assert found.status == "failed"
    assert found.reason.startswith("lost: ")
    assert lost[:10] in found.reason
    found = ask("facts", {"context": REFERENCE, "none_new": True}, answer)
    assert found.status == "failed"
    assert found.reason.startswith("in no source: ")


@pytest.mark.parametrize(
    ("arguments", "answer", "status"),
    [
        ({"reference": "It costs 1,000."}, "It costs one thousand.", "passed"),
        ({"reference": "It takes 5 days."}, "It takes five days.", "passed"),
        ({"reference": "It takes 5 days."}, "It takes five weeks.", "unscored"),
        ({"reference": "It takes 5 days."}, "It takes 5.", "unscored"),
        ({"reference": "It takes 3 gallons."}, "It takes 3 gallons.", "passed"),
        ({"reference": "It takes 3 gallons."}, "It takes 3 US gallons.", "unscored"),
        ({"reference": "On 4 May 2026."}, "On 4/5/2026.", "unscored"),
        ({"reference": "On 4 May 2026."}, "On 4 May.", "unscored"),
        ({"reference": "On 4 May 2026."}, "In May 2026.", "failed"),
        ({"reference": "In May 2026."}, "On 4 May 2026.", "passed"),
        ({"reference": "At 14:30:15."}, "At 14:30:45.", "failed"),
        ({"reference": "At 14:30:15."}, "At 14:30.", "unscored"),
        ({"reference": "At 14:30:00."}, "At 14:30.", "passed"),
        ({"reference": "At 14:30."}, "At 14:30:45.", "passed"),
        ({"reference": "It costs 99.90 EUR.", "relative": 0.01}, "About 100 EUR.", "passed"),
        ({"reference": "3 of 5", "kinds": ["ids", "numbers"]}, "3 and 5", "passed"),
        ({"reference": "Call 123456789012"}, "1234 5678 9012", "passed"),
        ({"must": ["free of charge"]}, "Free of  charge.", "passed"),
        ({"must": "ORD-17"}, "order ord17", "passed"),
        (
            {"must": ["ORD-17", "5 EUR"]},
            "\u8ba2\u5355ORD-17\u7684\u662f5 EUR\u3002",
            "passed",
        ),
        ({"must": "ORD-17"}, "order ORD-170", "failed"),
        ({"reference": "Call Ana Lima.", "kinds": ["names"]}, "Call Ms LIMA.", "passed"),
        ({"reference": "Call Ana Lima.", "kinds": ["names"]}, "Call Ana.", "unscored"),
        ({"reference": "Call Ana Lima.", "kinds": ["names"]}, "Call Bob.", "failed"),
        ({"none_new": True}, "1. Restart it.\n2. See step 1 again.", "passed"),
        ({"none_new": True}, "It takes 3 days.", "failed"),
        ({"none_new": True, "context": ["", "It takes three days."]}, "3 days", "passed"),
        ({"none_new": True, "context": "by 4 May"}, "by 4 May 2026", "unscored"),
        ({"reference": "5 km"}, "", "failed"),
        ({"reference": "5 km"}, "5 km" + " a" * LONGEST, "passed"),
        ({"reference": "5 km"}, "a " * LONGEST, "unscored"),
        ({"none_new": True}, "a " * LONGEST, "unscored"),
        ({"none_new": True}, "5 km" + " a" * LONGEST, "failed"),
        ({"reference": "5 km"}, "7 " * 3 * MOST, "unscored"),
    ],
)
def test_outcomes(arguments: Any, answer: str, status: str) -> None:
    found = ask("facts", arguments, answer)
    assert found.status == status, found.reason


def test_what_the_question_says_is_not_new() -> None:
    asked = Message(role="user", content=(Text(text="Is ORD-17 late?"),))
    request = make_request(messages=(asked,), system="Refunds take 5 days.")
    answer = "ORD-17 is late; a refund takes 5 days."
    assert ask("facts", {"none_new": True}, answer, request=request).status == "passed"
    assert ask("facts", {"none_new": True}, answer).status == "failed"


@pytest.mark.parametrize(("none_new", "said"), [(True, True), (False, False)])
def test_a_pass_claims_only_what_was_checked(none_new: bool, said: bool) -> None:
    found = ask("facts", {"must": "3 days", "none_new": none_new}, "3 days")
    assert found.status == "passed"
    assert ("none is new" in found.reason) is said


def test_mistakes_and_evidence() -> None:
    kind = kind_of("facts")
    assert kind.problem({"context": "a"}) == "needs 'reference', 'must' or 'none_new'"
    assert "no fact" in str(kind.problem({"reference": "It is late."}))
    assert kind.problem({"reference": "It is late.", "none_new": True}) is None
    assert kind.problem({"must": "late"}) is None
    assert kind.speaks_of({"none_new": True}) == "form"
    assert kind.speaks_of({"must": "late"}) == "content"


def test_what_tools_gave_back_is_no_invention_and_what_the_model_said_itself_is() -> None:
    def turn(role: Any, text: str) -> Message:
        return Message(role=role, content=(Text(text=text),))

    done = agent([make_call("look")], text="Order A-17 was paid with 31 EUR.")
    messages = (turn("user", "What was paid for A-17?"), turn("assistant", "I guess 30 EUR."))
    asked = make_request(messages=(*messages, turn("tool", "paid 31 EUR")))
    rule = {"none_new": True}
    assert ask("facts", rule, done.completion, request=asked).status == "passed"
    guessed = agent([make_call("look")], text="Order A-17 was paid with 30 EUR.")
    assert ask("facts", rule, guessed.completion, request=asked).status == "failed"
