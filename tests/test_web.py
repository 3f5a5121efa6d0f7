"""The server of a page: who is let in, what is refused, and what every response carries."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from annotating import MEETING, answer, session, write_source
from starlette.testclient import TestClient

from twin_nlp.annotate import Session
from twin_nlp.errors import InputError, OutputError
from twin_nlp.formats.reading import UsageError
from twin_nlp.web.annotate import annotate_app
from twin_nlp.web.app import HEADERS, LONGEST, STATIC, Access
from twin_nlp.web.serve import access_to, is_loopback, listening

ACCESS = Access("secret-token", ("127.0.0.1:5000", "localhost:5000"))
OWN = "http://127.0.0.1:5000"


@pytest.fixture
def desk(tmp_path: Path) -> Session:
    return session(tmp_path)


@pytest.fixture
def stranger(desk: Session) -> Iterator[TestClient]:
    with TestClient(annotate_app(desk, ACCESS), base_url=OWN, follow_redirects=False) as client:
        yield client


@pytest.fixture
def page(stranger: TestClient) -> TestClient:
    stranger.get(ACCESS.link)
    stranger.headers["origin"] = OWN
    return stranger


# Who is let in


def test_the_link_sets_a_cookie_that_scripts_and_other_sites_cannot_use(stranger: TestClient) -> None:
    opened = stranger.get(ACCESS.link)
    assert (opened.status_code, opened.headers["location"]) == (303, "/")
    cookie = opened.headers["set-cookie"].lower()
    assert cookie.startswith("twin_nlp_5000=secret-token;")
    assert {"httponly", "samesite=strict", "path=/"} <= {part.strip() for part in cookie.split(";")}
    assert stranger.get("/").text == (STATIC / "annotate.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", ["/", "/static/annotate.html", "/api/session", "/api/document?id=d1", "/nowhere"])
def test_nobody_is_let_in_without_the_cookie(stranger: TestClient, path: str) -> None:
    assert stranger.get(path).status_code == 403
    for cookie in ("wrong", "", "secret-token-and-more", "é"):
        headers = {"cookie": f"twin_nlp_5000={cookie}".encode()}
        assert stranger.get(path, headers=headers).status_code == 403
    assert stranger.get(path, headers={"cookie": "twin_nlp_5001=secret-token"}).status_code == 403
    assert stranger.post(path, json={}, headers={"origin": OWN}).status_code == 403


@pytest.mark.parametrize("token", ["", "wrong", "secret-toke", "%C3%A9"])
def test_a_wrong_token_opens_nothing(stranger: TestClient, token: str) -> None:
    refused = stranger.get(f"/?token={token}")
    assert refused.status_code == 403
    assert "set-cookie" not in refused.headers


@pytest.mark.parametrize(
    "host", ["evil.example:5000", "127.0.0.1:5001", "127.0.0.1", "localhost.evil.example:5000", ""]
)
def test_other_host_names_are_refused(page: TestClient, host: str) -> None:
    for path in ("/", "/api/session", f"/?token={ACCESS.token}"):
        assert page.get(path, headers={"host": host}).status_code == 403
    assert (
        page.post("/api/undo", json={"key": "u"}, headers={"host": host, "origin": f"http://{host}"}).status_code == 403
    )


def test_the_other_name_of_loopback_is_let_in(page: TestClient) -> None:
    cookie = {"cookie": f"twin_nlp_5000={ACCESS.token}", "host": "LOCALHOST:5000"}
    assert page.get("/api/session", headers=cookie).status_code == 200
    own = {**cookie, "origin": "http://localhost:5000"}
    assert page.post("/api/answers", json=answer("d1", "a"), headers=own).status_code == 200


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "", "http://127.0.0.1:5001", "https://127.0.0.1:5000", OWN + "/"]
)
@pytest.mark.parametrize("path", ["/api/answers", "/api/undo"])
def test_posts_of_other_pages_are_refused(page: TestClient, desk: Session, path: str, origin: str) -> None:
    assert page.post(path, json=answer("d1", "a"), headers={"origin": origin}).status_code == 403
    del page.headers["origin"]
    assert page.post(path, json=answer("d1", "a")).status_code == 403
    assert not desk.log.path.exists()


def test_other_methods_are_refused_like_posts(page: TestClient) -> None:
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS"):
        assert page.request(method, "/api/session", headers={"origin": "http://evil.example"}).status_code == 403
    assert page.get("/api/answers").status_code == 405


@pytest.mark.parametrize(
    "kind",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "", "application/jsonp"],
)
def test_what_a_form_could_send_is_refused(page: TestClient, kind: str) -> None:
    body = json.dumps(answer("d1", "a"))
    assert page.post("/api/answers", content=body, headers={"content-type": kind}).status_code == 415


def test_a_charset_is_no_other_type(page: TestClient) -> None:
    headers = {"content-type": "application/json; charset=utf-8"}
    assert page.post("/api/answers", content=json.dumps(answer("d1", "a")), headers=headers).status_code == 200


def test_long_bodies_are_refused_whatever_length_they_claim(page: TestClient, desk: Session) -> None:
    json_ = {"content-type": "application/json"}
    long = json.dumps(answer("d1", "a", comment="x" * LONGEST)).encode()
    assert page.post("/api/answers", content=long, headers=json_).status_code == 413
    assert page.post("/api/answers", content=b"{}", headers={**json_, "content-length": "9999999"}).status_code == 413
    assert page.post("/api/answers", content=b"{}", headers={**json_, "content-length": "-1"}).status_code == 413
    chunks = (long[at : at + 65536] for at in range(0, len(long), 65536))
    assert page.post("/api/answers", content=chunks, headers=json_).status_code == 413
    assert not desk.log.path.exists()


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"1", b"\xff", b"[" * 100_000, b'{"key": ' + b"9" * 5000 + b"}"])
def test_what_is_no_json_object_is_refused(page: TestClient, body: bytes) -> None:
    refused = page.post("/api/answers", content=body, headers={"content-type": "application/json"})
    assert refused.status_code in (400, 422)
    assert refused.json()["error"]


def test_every_response_carries_the_headers(page: TestClient) -> None:
    responses = [
        page.get("/"),
        page.get("/static/annotate.html"),
        page.get("/api/session"),
        page.get("/api/document?id=none"),
        page.get("/nowhere"),
        page.get(ACCESS.link),
        page.get("/", headers={"host": "evil.example"}),
        page.post("/api/answers", json={}),
        page.post("/api/answers", json={}, headers={"origin": "null"}),
    ]
    assert [r.status_code for r in responses] == [200, 200, 200, 404, 404, 303, 403, 422, 403]
    for response in responses:
        assert {name: response.headers.get(name) for name in HEADERS} == HEADERS
        assert "access-control-allow-origin" not in response.headers


@pytest.mark.parametrize(
    "path", ["/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py", "/static//etc/passwd"]
)
def test_only_the_files_of_the_pages_are_served(page: TestClient, path: str) -> None:
    assert page.get(path).status_code == 404


# What the API says


def test_the_session_lists_its_queue_and_progress(page: TestClient) -> None:
    found = page.get("/api/session").json()
    assert (found["annotator"], found["blind"]) == ("kim", False)
    assert [(q["id"], q["state"]) for q in sorted(found["queue"], key=lambda q: str(q["id"]))] == [
        ("d1", "open"),
        ("d2", "open"),
    ]
    assert found["progress"] == {"answered": 0, "skipped": 0, "flagged": 0, "total": 2, "per_hour": None}


def test_answers_are_in_the_log_when_they_are_acknowledged(page: TestClient, desk: Session) -> None:
    sent = answer("d1", "a", MEETING, seconds=36, keystrokes=4, mood={"kept": True})
    done = page.post("/api/answers", json=sent)
    assert (done.status_code, done.json()["key"], done.json()["progress"]["answered"]) == (200, "a", 1)
    assert done.json()["progress"]["per_hour"] == 100
    (line,) = [json.loads(line) for line in desk.log.path.read_text(encoding="utf-8").splitlines()]
    assert sent.items() <= line.items()
    assert (line["annotator"], line["random"], line["blind"], line["model"]) == (
        "kim",
        line["why"] == "random",
        False,
        "fake-1",
    )
    shown = page.get("/api/document?id=d1").json()
    assert shown["answer"] == line
    assert page.post("/api/answers", json=sent).status_code == 200
    assert len(desk.log.log().lines) == 1


def test_undo_takes_back_until_nothing_stands(page: TestClient) -> None:
    page.post("/api/answers", json=answer("d1", "a"))
    undone = page.post("/api/undo", json={"key": "u"})
    assert (undone.status_code, undone.json()["id"], undone.json()["progress"]["answered"]) == (200, "d1", 0)
    assert page.post("/api/undo", json={"key": "v"}).status_code == 409
    assert page.get("/api/document?id=d1").json()["answer"] is None


BAD_SPAN = {**MEETING, "partners": [*MEETING["partners"], {"start": 0, "end": 6, "text": "Annapolis"}]}


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ({"id": "d9"}, "expected a document of this round"),
        ({"id": ["d1"]}, "expected a document of this round"),
        ({"verdict": "maybe"}, "verdict must be one of"),
        ({"verdict": ["answered"]}, "verdict must be one of"),
        ({"key": ""}, "key: "),
        ({"key": 1}, "key: "),
        ({"events": None}, "expected a list of events"),
        ({"events": [{**MEETING, "probability": 0.4}]}, "event 1: AnnotatedEvent has no probability"),
        ({"events": [{**MEETING, "type": "war"}]}, "type must be one of"),
        ({"events": [MEETING, BAD_SPAN]}, "event 2, partner 3: 0:6 should be 'Annapolis'"),
        ({"events": [{**MEETING, "subtype": 4}]}, "subtype must be text"),
        ({"events": [{**MEETING, "senders": ["Rome"]}]}, "'Rome' is no partner"),
        ({"verdict": "skipped"}, "a document that is skipped has none"),
        ({"comment": 1}, "comment: "),
        ({"seconds": -1}, "seconds: "),
        ({"seconds": 1e999}, "seconds: "),
        ({"seconds": 10**400}, "seconds: "),
        ({"keystrokes": "4"}, "keystrokes: "),
        ({"undo": "a"}, "undo: "),
        ({"torn": True}, "torn: "),
        ({"mood": 1e999}, "can't be written as JSON"),
    ],
)
def test_wrong_answers_are_refused_with_their_fault(
    page: TestClient, desk: Session, data: dict[str, Any], problem: str
) -> None:
    body = json.dumps({**answer("d1", "a"), **data})
    refused = page.post("/api/answers", content=body, headers={"content-type": "application/json"})
    assert refused.status_code == 422
    assert problem in refused.json()["error"]
    assert not desk.log.log().lines


def test_a_log_that_cannot_be_written_is_no_fault_of_the_answer(
    page: TestClient, desk: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(answer: object) -> bool:
        raise OutputError("no space left")

    monkeypatch.setattr(type(desk.log), "add", lambda _, answer: full(answer))
    refused = page.post("/api/answers", json=answer("d1", "a"))
    assert (refused.status_code, refused.json()) == (500, {"error": "no space left"})


def test_a_fault_of_the_program_is_no_fault_of_the_answer(desk: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(log: object, answer: object) -> bool:
        raise KeyError("model")

    monkeypatch.setattr(type(desk.log), "add", broken)
    with TestClient(annotate_app(desk, ACCESS), base_url=OWN, raise_server_exceptions=False) as client:
        client.get(ACCESS.link)
        refused = client.post("/api/answers", json=answer("d1", "a"), headers={"origin": OWN})
    assert refused.status_code == 500, "the page drops what is refused, and keeps what failed"


def test_ids_of_any_kind_are_found(tmp_path: Path) -> None:
    names = ["a/b.txt", "a?b=c#d", "ü 100%", "x//y", "..", "a\nb", "<b>&amp;"]
    source = write_source(tmp_path / "s.jsonl", dict.fromkeys(names, "text"))
    desk = session(tmp_path, source=str(source), queue="id")
    with TestClient(annotate_app(desk, ACCESS), base_url=OWN) as client:
        client.get(ACCESS.link)
        for name in names:
            assert client.get(f"/api/document?id={quote(name, safe='')}").json()["id"] == name


# Where it listens


def test_the_port_of_a_page_stays_the_same_while_it_is_free() -> None:
    with listening("127.0.0.1", None, "a round") as first, listening("127.0.0.1", None, "a round") as second:
        usual, other = first.getsockname()[1], second.getsockname()[1]
        assert usual != other
        assert first.getsockname()[0] == "127.0.0.1"
    with listening("127.0.0.1", None, "a round") as again:
        assert again.getsockname()[1] == usual


def test_a_port_that_is_taken_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(
            InputError, match=rf"port {port} of 127\.0\.0\.1 can't be used: .*; name another with --port"
        ):
            listening("127.0.0.1", port, "")


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "", "no such host", "192.0.2.1", "a" * 99 + ".example"])
def test_a_host_must_be_a_name_that_browsers_can_use(host: str) -> None:
    with pytest.raises(InputError, match=r"--host|can't be used"):
        listening(host, None, "")
    if host in ("0.0.0.0", "::"):
        with pytest.raises(UsageError):
            listening(host, None, "")


def test_access_names_the_host_that_was_asked_for() -> None:
    with listening("localhost", None, "x") as listener:
        port = listener.getsockname()[1]
        one, other = access_to("localhost", listener), access_to("127.0.0.1", listener)
        assert set(one.hosts) == set(other.hosts) == {f"127.0.0.1:{port}", f"localhost:{port}"}
        assert (one.link.split("?")[0], other.link.split("?")[0]) == (
            f"http://localhost:{port}/",
            f"http://127.0.0.1:{port}/",
        ), "the listener may be at one of their addresses alone"
        assert one.token != other.token
        assert len(one.token) >= 32
        assert access_to("Desk.example", listener).hosts == (f"desk.example:{port}",)
        assert access_to("::1", listener).hosts[0] == f"[::1]:{port}"
    assert [is_loopback(h) for h in ("127.0.0.1", "127.8.8.8", "::1", "LOCALHOST")] == [True] * 4
    assert [is_loopback(h) for h in ("192.168.1.7", "desk.example", "127.0.0.1.example")] == [False] * 3
