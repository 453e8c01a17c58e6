"""Who may talk to the review server, and what it lets out."""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from review_runs import judged

from portcheck.run.store.labels import read_labels
from portcheck.web.server import FILES, LONGEST_BODY, ReviewServer

pytestmark = pytest.mark.server

LABEL = {"place": 0, "label": "pass"}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ReviewServer]:
    with ReviewServer(judged(tmp_path / "run", 4)) as found:
        thread = threading.Thread(
            target=found.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )
        thread.start()
        yield found
        found.shutdown()
        thread.join()


class Asked:
    """A request as a browser would send it, but for what a test changes."""

    def __init__(self, server: ReviewServer, path: str, body: Any = None, **headers: str) -> None:
        sent = {"Cookie": f"{server.cookie}={server.token}"}
        if body is not None:
            sent |= {"Origin": server.origin, "Content-Type": "application/json"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=120)
        data = body if isinstance(body, (bytes, type(None))) else json.dumps(body).encode()
        connection.request(
            "GET" if body is None else "POST",
            path,
            data,
            {name: value for name, value in sent.items() if value},
        )
        response = connection.getresponse()
        self.status, self.headers = response.status, response.headers
        self.text = response.read().decode()
        connection.close()


def test_the_token_in_the_address_becomes_a_cookie(server: ReviewServer) -> None:
    entered = Asked(server, server.url.removeprefix(server.origin), Cookie="")
    assert (entered.status, entered.headers["Location"]) == (303, "/")
    cookie = entered.headers["Set-Cookie"]
    assert cookie.startswith(f"portcheck-{server.server_port}={server.token};")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert len(server.token) >= 32


@pytest.mark.parametrize(("path", "kind"), [(path, kind) for path, (_, kind) in FILES.items()])
def test_the_page_takes_nothing_from_elsewhere(server: ReviewServer, path: str, kind: str) -> None:
    found = Asked(server, path)
    assert (found.status, found.headers["Content-Type"]) == (200, kind)
    policy = found.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    assert found.headers["X-Content-Type-Options"] == "nosniff"
    assert found.headers["Cache-Control"] == "no-store"
    for mark in ("http:", "https:", "style=", "onclick", "innerHTML", "eval("):
        assert mark not in found.text.replace("http://www.w3.org/2000/svg", "")


def test_the_page_is_small() -> None:
    pages = resources.files("portcheck.web") / "page"
    assert sum(len((pages / name).read_bytes()) for name, _ in FILES.values()) < 30_000


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/", {"Cookie": ""}, 403),
        ("/", {"Cookie": "portcheck-1=x"}, 403),
        ("/?token=wrong", {}, 403),
        ("/?token=%C3%A9", {}, 403),
        ("/", {"Host": "evil.example"}, 421),
        ("/", {"Host": "localhost:1"}, 421),
        ("/api/item/0", {"Cookie": ""}, 403),
        ("/../server.py", {}, 404),
        ("/api/item/99", {}, 409),
        ("/api/item/x", {}, 409),
        ("/api/item/" + "9" * 5_000, {}, 409),
        ("x://[", {}, 400),
    ],
)
def test_strangers_and_other_names_are_refused(
    server: ReviewServer, path: str, headers: dict[str, str], status: int
) -> None:
    assert Asked(server, path, **headers).status == status


def test_a_header_does_for_a_cookie(server: ReviewServer) -> None:
    assert Asked(server, "/", Cookie="", X_Portcheck_Token=server.token).status == 200


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (LABEL, {"Origin": ""}, 403),
        (LABEL, {"Origin": "null"}, 403),
        (LABEL, {"Origin": "http://127.0.0.1:1"}, 403),
        (LABEL, {"Cookie": ""}, 403),
        (LABEL, {"Host": "evil.example"}, 421),
        (LABEL, {"Content_Type": "text/plain"}, 415),
        (b"{", {}, 400),
        (b"[" * 20_000, {}, 400),
        (b"[]", {}, 400),
        (b" " * (LONGEST_BODY + 1), {}, 413),
        (b"{}", {"Content_Length": "9" * 5_000}, 413),
        ({"place": "0", "label": "pass"}, {}, 400),
        ({"place": True, "label": "pass"}, {}, 400),
        ({"place": 0, "label": "excellent"}, {}, 409),
        ({"place": 9, "label": "pass"}, {}, 409),
    ],
)
def test_labels_come_from_the_page_alone(
    server: ReviewServer, tmp_path: Path, body: Any, headers: dict[str, str], status: int
) -> None:
    assert Asked(server, "/api/label", body, **headers).status == status
    assert len(read_labels(tmp_path / "run")) == 0


def test_a_label_is_kept_and_taken_back(server: ReviewServer, tmp_path: Path) -> None:
    found = json.loads(Asked(server, "/api/label", {**LABEL, "note": "Kind."}).text)
    assert (found["labelled"], found["first_open"]) == (1, 1)
    item = json.loads(Asked(server, "/api/item/0").text)
    assert (item["label"], item["note"]) == ("pass", "Kind.")
    undone = json.loads(Asked(server, "/api/undo", {}).text)
    assert (undone["place"], undone["labelled"]) == (0, 0)
    assert len(read_labels(tmp_path / "run")) == 0
    assert Asked(server, "/api/other", {}).status == 404


def test_what_is_sent_is_blind(server: ReviewServer) -> None:
    sent = Asked(server, "/api/item/0").text + Asked(server, "/api/progress").text
    item = json.loads(Asked(server, "/api/item/0").text)
    assert set(item) == {
        *(
            "place",
            "workload",
            "task",
            "system",
            "earlier",
            "question",
            "answers",
            "beside",
            "choices",
        ),
        *("label", "note"),
    }
    for word in ("old", "new", "candidate", "baseline", "random", "score", "trial"):
        assert f'"{word}' not in sent
