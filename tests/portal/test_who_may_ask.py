"""Only the browser that opened the link, and programs with its token, get an answer; others learn nothing."""

from __future__ import annotations

import logging
import re

import pytest
from starlette.testclient import TestClient

from opencld.portal import results
from opencld.portal.application import application
from opencld.portal.guard import Entrance
from tests.portal.visiting import Visitor, said


@pytest.fixture
def stranger(visitor: Visitor) -> TestClient:
    return TestClient(application(visitor.session, visitor.entrance), base_url=visitor.entrance.origin)


@pytest.mark.parametrize("place", ["/", "/returns/1", "/specification", "/nothing"])
def test_without_the_link_nothing_is_shown(stranger: TestClient, place: str) -> None:
    answer = stranger.get(place)
    assert answer.status_code == 403
    assert "Open the link" in answer.text


@pytest.mark.parametrize("place", ["/api/returns", "/api/openapi.json", "/api/nothing"])
def test_without_the_token_a_program_is_told_to_show_it(stranger: TestClient, place: str) -> None:
    answer = stranger.get(place)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert "Send the token" in answer.json()["detail"]


def test_another_token_does_not_open_it(stranger: TestClient) -> None:
    answer = stranger.get("/open", params={"token": "another"})
    assert answer.status_code == 400
    assert "set-cookie" not in answer.headers


def test_the_cookie_is_for_this_run_this_host_and_its_own_pages_alone(visitor: Visitor) -> None:
    answer = visitor.client.get("/open", params={"token": visitor.entrance.token}, follow_redirects=False)
    cookie = answer.headers["set-cookie"]
    assert cookie.endswith("; HttpOnly; SameSite=Strict; Path=/")
    assert "Domain" not in cookie
    assert "Max-Age" not in cookie
    assert visitor.entrance.token not in cookie
    assert answer.headers["location"] == "/"


@pytest.mark.parametrize("host", ["example.org", "127.0.0.1", "localhost:1", "127.0.0.1.example.org:8123"])
def test_another_name_for_this_machine_is_refused(visitor: Visitor, host: str) -> None:
    assert visitor.client.get("/", headers={"Host": host}).status_code == 421


@pytest.mark.parametrize(
    "origin", ["http://example.org", "null", "http://127.0.0.1:1", "https://127.0.0.1:8123"]
)
def test_a_form_from_another_site_is_refused(visitor: Visitor, origin: str) -> None:
    before = len(visitor.session.returns)
    answer = visitor.client.post(
        "/returns", files={"file": ("a.csv", b"x")}, headers={"Origin": origin}, follow_redirects=False
    )
    assert answer.status_code == 403
    assert len(visitor.session.returns) == before


def test_a_form_from_nowhere_is_refused_unless_the_browser_says_it_is_its_own(visitor: Visitor) -> None:
    client = TestClient(application(visitor.session, visitor.entrance), base_url=visitor.entrance.origin)
    client.cookies = visitor.client.cookies
    assert client.post("/returns/99/remove").status_code == 403
    assert client.post("/returns/99/remove", headers={"Sec-Fetch-Site": "same-origin"}).status_code == 404
    assert client.post("/returns/99/remove", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_a_program_shows_the_token_instead(stranger: TestClient, visitor: Visitor) -> None:
    right = {"Authorization": f"Bearer {visitor.entrance.token}"}
    assert stranger.get("/api/returns", headers=right).status_code == 200
    assert stranger.get("/api/returns", headers={"Authorization": "Bearer other"}).status_code == 401


@pytest.mark.parametrize("place", ["/", "/about", "/nothing", "/assets/portal.css", "/api/openapi.json"])
def test_every_answer_keeps_the_browser_to_its_own_files(visitor: Visitor, place: str) -> None:
    headers = visitor.get(place).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"
    assert "server" not in headers


def test_no_page_has_a_script_or_style_within(visitor: Visitor, result: str) -> None:
    for place in ("/", "/about", "/specification", result, f"{result}/charts", f"{result}/notes"):
        page = visitor.get(place).text
        assert all("src=" in script for script in re.findall(r"<script[^>]*>", page))
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", page)
        assert not re.search(r'(?:src|href|action)="(?:https?:)?//', page)


def test_a_fault_of_the_program_is_told_by_its_place_and_never_by_its_words(
    visitor: Visitor, result: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise ValueError("the person 9990000026 has no name")

    monkeypatch.setattr(results, "overview", fail)
    with caplog.at_level(logging.DEBUG):
        answer = visitor.get(result)
    assert answer.status_code == 500
    assert "ValueError at opencld.portal.results" in said(answer)
    for told in (answer.text, caplog.text):
        assert "9990000026" not in told
        assert "no name" not in told


def test_keys_are_not_told_by_accident() -> None:
    entrance = Entrance(1)
    assert entrance.token not in repr(entrance)
    assert entrance.cookie not in repr(entrance)
    assert entrance.token != Entrance(1).token


def test_stopping_it_from_a_page_ends_the_program(visitor: Visitor) -> None:
    ended: list[bool] = []
    client = TestClient(
        application(visitor.session, visitor.entrance, end=lambda: ended.append(True)),
        base_url=visitor.entrance.origin,
    )
    client.cookies = visitor.client.cookies
    answer = client.post("/finish", headers={"Origin": visitor.entrance.origin})
    assert "has stopped" in answer.text
    assert ended == [True]
