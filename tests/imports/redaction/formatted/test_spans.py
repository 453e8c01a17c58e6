# ruff: noqa: RUF001
"""Values with a form are found in scripts that put no space before and behind them."""

from __future__ import annotations

import pytest

from portcheck.imports.redaction.formatted.spans import formatted_spans
from portcheck.imports.redaction.people.listed import name_spans

GLUED = """
张伟{13800138000}|phone
请联系张伟{138-0013-8000}处理|phone
电话{+86 138 1749 2836}谢谢|phone
電話は{03-5288-7461}です|phone
전화번호는{010-4821-9937}입니다|phone
邮箱{zhang@qq.com}谢谢|e-mail
メールは{taro.sato@firma.co.jp}まで|e-mail
이메일{kim.jh@hoesa.co.kr}로 보내주세요|e-mail
用户{ivan@почта.рф}在|e-mail
卡号{4111111111111111}过期|card
身份证{110101199003074514}号|ID number
护照号{E83920174}的旅客|ID number
IP是{84.17.49.203}的|IP address
IBANは{DE89370400440532013000}です|IBAN
""".strip().splitlines()


@pytest.mark.parametrize("line", GLUED)
def test_a_value_is_found_and_the_letters_around_it_stay(line: str) -> None:
    said, kind = line.split("|")
    value = said[said.index("{") + 1 : said.index("}")]
    text = said.replace("{", "").replace("}", "")
    assert (value, kind) in {
        (text[span.start : span.end], span.kind) for span in formatted_spans(text)
    }


def test_numbers_of_orders_are_no_phones() -> None:
    assert not list(formatted_spans("订单号13800138000已发货"))
    assert not list(formatted_spans("order 13800138000 was sent"))


def test_hours_of_a_day_are_no_phones() -> None:
    assert not list(formatted_spans("Açığız: 08.30-17.45, cumartesi 09.00-13.00"))


@pytest.mark.parametrize(
    "text",
    [
        "When were you born?\nCaller: on {02/11/1979}.\nAgent: thank you",
        "Data di nascita?\n- {23/08/1991}, a Bari",
    ],
)
def test_a_date_that_answers_a_question_is_one_of_birth(text: str) -> None:
    value = text[text.index("{") + 1 : text.index("}")]
    plain = text.replace("{", "").replace("}", "")
    assert (value, "birth date") in {
        (plain[span.start : span.end], span.kind) for span in formatted_spans(plain)
    }


def test_a_date_on_the_line_behind_a_statement_is_none_of_birth() -> None:
    text = "We need the date of birth.\nThe meeting is on 02/11/2026."
    assert "birth date" not in {span.kind for span in formatted_spans(text)}


@pytest.mark.parametrize(
    ("text", "name"),
    [("给张晓伟13912345678打电话", "张晓伟"), ("请找张伟，13800138000", "张伟")],
)
def test_a_chinese_name_in_front_of_a_mobile_number_is_found(text: str, name: str) -> None:
    assert name in {text[span.start : span.end] for span in name_spans(text)}
