"""What `--history` may say, and what of it is shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from portcheck.errors import UsageError
from portcheck.run.history.address import default_address, read_address


def test_a_path_is_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    found = read_address("kept/h.sqlite")
    assert found.path == Path("kept/h.sqlite")
    assert found.shown == "kept/h.sqlite"
    assert read_address(found.text) == read_address(str(tmp_path / "kept/h.sqlite"))
    assert read_address("sqlite:///kept/h.sqlite").path == Path("kept/h.sqlite")
    assert read_address("sqlite:////kept/h.sqlite").path == Path("/kept/h.sqlite")
    assert default_address(tmp_path / "runs" / "one").path == tmp_path / "runs" / "history.sqlite"


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("postgresql://ci@db.example:5433/nights", "postgresql://ci@db.example:5433/nights"),
        ("postgres://db.example/nights?sslmode=require", "postgresql://db.example/nights"),
        ("postgresql+psycopg:///?service=nights", "postgresql:///?service=nights"),
        ("POSTGRESQL://[::1]/nights", "postgresql://[::1]/nights"),
    ],
)
def test_a_url_is_a_database(said: str, shown: str) -> None:
    found = read_address(said)
    assert found.path is None
    assert found.shown == shown
    assert read_address(found.text) == found


@pytest.mark.parametrize(
    "said",
    [
        "postgresql://ci:hunter2@db.example/nights",
        "postgresql://ci:hun/ter2@db.example/nights",
        "postgresql://ci:hunter2@x@db.example/nights",
        "postgresql://ci%3Ahunter2@db.example/nights",
        "postgresql://db.example/nights?password=hunter2",
        "postgresql://db.example/nights?user=ci&PASSWORD=hunter2",
        "postgresql://db.example/nights?pass%77ord=hunter2",
        "postgresql:///nights?sslpassword=hunter2",
        "host=db.example password=hunter2",
        "host=db.example password = hunter2",
        "ci:hunter2@db.example/nights",
    ],
)
def test_a_password_is_refused_and_never_repeated(said: str) -> None:
    with pytest.raises(UsageError, match="may not hold a password") as raised:
        read_address(said)
    assert "PGPASSWORD" in raised.value.hint
    assert "hunter2" not in f"{raised.value} {raised.value.hint} {raised.value.__context__}"


@pytest.mark.parametrize(
    "said",
    [
        "postgres:/ci:hunter2@db.example/nights",
        "postgresql:ci:hunter2@db.example/nights",
        "postgresql//ci:hunter2@db.example/nights",
        "PostgreSQL+psycopg:/ci:hunter2@db.example/nights",
    ],
)
def test_a_mistyped_url_is_no_file_and_never_repeated(said: str) -> None:
    with pytest.raises(UsageError, match="not a PostgreSQL address") as raised:
        read_address(said)
    assert "PGPASSWORD" in raised.value.hint
    assert "hunter2" not in f"{raised.value} {raised.value.hint} {raised.value.__context__}"


@pytest.mark.parametrize(
    "said",
    [r"C:\Users\ana@firm\h.sqlite", "postgresql/h.sqlite", "a@b/h.sqlite", "/runs/a:b@c/h.sqlite"],
)
def test_names_of_files_that_look_like_urls_are_files(said: str) -> None:
    assert read_address(said).path == Path(said)


@pytest.mark.parametrize(
    "said", ["", "mysql://db/nights", "postgresql://db:port/n", "postgresql://\udcff", "a\0b"]
)
def test_what_is_no_address_is_refused(said: str) -> None:
    with pytest.raises(UsageError, match="--history"):
        read_address(said)
