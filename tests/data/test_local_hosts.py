"""Tests for portcheck.data.local_hosts."""

from __future__ import annotations

import pytest

from portcheck.data.local_hosts import is_loopback, is_private_name


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "127.0.0.1", "127.9.9.9", "::1"])
def test_this_machine(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host", ["0.0.0.0", "10.0.0.1", "localhost.example.com", "127.0.0.1.x", ""]
)
def test_other_machines(host: str) -> None:
    assert not is_loopback(host)


def test_names_that_no_public_service_has() -> None:
    assert all(map(is_private_name, ["inference", "10.1.2.3", "::1", "localhost"]))
    assert not any(map(is_private_name, ["api.example.com", "gateway.shop.example"]))
