"""Addresses that are secret as a whole."""

from __future__ import annotations

import pytest

from portcheck.imports.redaction.secrets.addresses import address_spans


def found(text: str) -> list[str]:
    return [text[span.start : span.end] for span in address_spans(text)]


@pytest.mark.parametrize(
    "address",
    [
        "https://0a1b2c3d4e5f60718293a4b5c6d7e8f9@o44.ingest.example/4471",
        "https://chat.example/api/webhooks/118822/qX7_vTzRk3LwPm9nZaB2cD",
        "https://drive.example/file/d/1qX7vTzRk3LwPm9nZaB2cDe4F/view?usp=sharing",
        "https://app.example/reset/9f2c4e1ab07d43aa8812cc",
    ],
)
def test_an_address_that_lets_in_is_secret_as_a_whole(address: str) -> None:
    assert found(f"Post it to {address}.") == [address]


@pytest.mark.parametrize(
    "text",
    [
        "https://docs.example/en/webhooks/setup-of-the-first-hook",
        "https://github.example/acme/repo/commit/9f2c4e1ab07d43aa8812cc019f2c4e1ab07d43aa",
        "https://shop.example/items/4821?ref=share",
    ],
)
def test_pages_that_anybody_may_read_stay(text: str) -> None:
    assert found(text) == []
