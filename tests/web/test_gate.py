"""Nobody looks in from outside without a token or a login, and no other site acts for somebody who may."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest
from argon2 import PasswordHasher

from config import ConfigurationError, Settings
from config.web import WebSettings
from storage import Database
from tests.web.serving import Site, running
from web.gate import Gate
from web.pages_login import local_path
from web.server import require_usable

TOKEN = "a-long-token-for-the-tests"
PASSWORD = "correct horse battery staple"


@pytest.fixture(scope="module")
def closed(web_database: Database) -> Iterator[Site]:
    user = {"name": "anna", "password": PasswordHasher(time_cost=1, memory_cost=64).hash(PASSWORD)}
    with running(web_database, WebSettings(token=TOKEN, users=(user,), changes=True), host="0.0.0.0") as site:
        yield site


@pytest.mark.parametrize(
    "path",
    [
        "/", "/deals", "/deals/1", "/map", "/organisations", "/trends", "/search?q=a", "/sources", "/deliveries", "/status",
        "/api/v1/deals", "/api/v1/openapi.json", "/feeds/deals.rss", "/static/htmx.min.js", "//deals", "/login/../deals",
        "/stories/1", "/digests/morning/preview", "/api/v1/schemas/digest.v1.json", "/deals.", "/deals%00", "/login/", "/login%2f",
        "/.//deals", "/unsubscribe", "/unsubscribe/", "/unsubscribe/../deals", "/unsubscribe/%2e%2e/deals", "/static/style.css%00",
        "/api/v1/deals/", "/%2fdeals", "/deals/1/", "/DEALS", "/healthz/x", "/static/", "/static",
        "/healthz/../deals", "/deals;/login", "/%6cogin/..%2fdeals", "/static/style.css/../../deals", "/docs", "/redoc",
    ],
)  # fmt: skip
def test_without_credentials_there_is_nothing_but_the_login(closed: Site, path: str) -> None:
    with httpx.Client() as client:
        answer = client.get(
            httpx.URL(closed.base).copy_with(raw_path=path.encode()),
            headers={"X-Original-URL": "/login", "X-Rewrite-URL": "/login", "X-Forwarded-For": "127.0.0.1"},
        )
    assert answer.status_code in {303, 307, 401, 404}
    assert "Werk" not in answer.text
    assert "openapi" not in answer.text or answer.status_code != 200


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "POST", "PROPFIND"])
@pytest.mark.parametrize(
    "path", ["/deals", "/api/v1/deals", "/stories/1/merge", "/sources/wire/mute", "/feeds/deals.rss"]
)
def test_no_other_method_gets_more(closed: Site, method: str, path: str) -> None:
    with httpx.Client() as client:
        answer = client.request(method, f"{closed.base}{path}", headers={"X-HTTP-Method-Override": "GET"})
    assert answer.status_code == 401
    assert "Werk" not in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-For": "127.0.0.1"},
        {"Forwarded": "for=127.0.0.1;host=localhost"},
        {"X-Real-IP": "127.0.0.1", "X-Forwarded-Host": "localhost"},
        {"Host": "localhost"},
        {"Host": "127.0.0.1:80"},
        {"Host": "localhost."},
        {"X-Original-URL": "/healthz", "X-Rewrite-URL": "/healthz"},
        {"X-Forwarded-Prefix": "/login", "X-Forwarded-Path": "/login"},
        {"X-HTTP-Method-Override": "GET"},
        {"Cookie": 'zhongde_session=anna; zhongde_session="anna"'},
        {"Authorization": "Basic YW5uYTphbm5h"},
        {"Authorization": "Bearer null"},
    ],
)
def test_no_header_opens_the_gate(closed: Site, headers: dict[str, str]) -> None:
    for path in ("/deals", "/api/v1/deals"):
        answer = closed.get(path, headers=headers, follow_redirects=False)
        assert answer.status_code in {303, 401}
        assert "Werk" not in answer.text


def test_who_asks_too_often_waits() -> None:
    now = [0.0]
    gate = Gate(WebSettings(token=TOKEN), closed=True, clock=lambda: now[0])
    assert all(gate.may_ask("1.2.3.4") for _ in range(400))
    assert not gate.may_ask("1.2.3.4")
    assert gate.may_ask("5.6.7.8")
    now[0] = 1.0
    assert sum(gate.may_ask("1.2.3.4") for _ in range(100)) == 40
    assert all(Gate(WebSettings(), closed=False).may_ask("127.0.0.1") for _ in range(1000))


def test_health_and_login_are_open(closed: Site) -> None:
    assert closed.get("/healthz").json() == {"status": "ok"}
    assert closed.get("/login").status_code == 200


def test_a_token_lets_programs_in(closed: Site) -> None:
    assert closed.get("/api/v1/deals", headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 200
    for wrong in (f"Bearer {TOKEN}x", "Bearer", f"Basic {TOKEN}", TOKEN):
        assert closed.get("/api/v1/deals", headers={"Authorization": wrong}).status_code == 401


def _form_token(client: httpx.Client, base: str) -> str:
    found = re.search(r'name="token" value="([0-9a-f]+)"', client.get(f"{base}/login").text)
    assert found
    return found[1]


@pytest.mark.parametrize(("name", "password"), [("anna", PASSWORD), ("", TOKEN)])
def test_a_login_leads_where_one_wanted_to_go(closed: Site, name: str, password: str) -> None:
    with httpx.Client() as client:
        answer = client.post(
            f"{closed.base}/login",
            data={
                "name": name,
                "password": password,
                "token": _form_token(client, closed.base),
                "next": "/map",
            },
        )
        assert answer.status_code == 303
        assert answer.headers["location"] == "/map"
        cookie = answer.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=strict" in cookie
        assert client.get(f"{closed.base}/map").status_code == 200


def test_a_post_from_another_site_is_refused(closed: Site) -> None:
    with httpx.Client() as client:
        form = {"name": "anna", "password": PASSWORD, "token": _form_token(client, closed.base)}
        for headers in (
            {"Origin": "https://evil.example"},
            {"Sec-Fetch-Site": "cross-site"},
            {"Origin": "null"},
        ):
            assert client.post(f"{closed.base}/login", data=form, headers=headers).status_code == 403
        assert client.post(f"{closed.base}/login", data={**form, "token": "0" * 64}).status_code == 403
        assert client.post(f"{closed.base}/deliveries/x/replay", data={"token": "x"}).status_code == 401


def test_a_forged_session_is_none(closed: Site) -> None:
    for value in ("anna", "ImFubmEi.aaaa.bbbb", ""):
        answer = closed.get("/deals", headers={"Cookie": f"zhongde_session={value}"}, follow_redirects=False)
        assert answer.status_code == 303


def test_tries_to_log_in_are_few() -> None:
    now = [0.0]
    gate = Gate(WebSettings(token=TOKEN), closed=True, clock=lambda: now[0])
    assert [gate.may_try("1.2.3.4") for _ in range(6)] == [True] * 5 + [False]
    assert gate.may_try("5.6.7.8")
    now[0] = 301
    assert gate.may_try("1.2.3.4")


@pytest.mark.parametrize(
    "path", ["//evil.example", "https://evil.example", "/\\evil.example", "/a\\b", "\t//evil.example", ""]
)
def test_a_login_leads_to_no_other_site(path: str) -> None:
    assert local_path(path) == "/"


def test_a_name_that_is_not_ours_is_refused(site: Site) -> None:
    answer = site.get("/deals", headers={"Host": "evil.example"})
    assert answer.status_code == 421
    assert "Werk" not in answer.text


def test_changes_are_off_unless_switched_on(site: Site) -> None:
    assert site.client.post(f"{site.base}/deliveries/abc/replay", data={"token": "x"}).status_code == 403


def test_off_this_machine_somebody_must_be_able_to_log_in() -> None:
    with pytest.raises(ConfigurationError, match="nobody could log in"):
        require_usable(Settings(catalogue="none"), "0.0.0.0:8000")
    require_usable(Settings(catalogue="none"), "127.0.0.1:8000")
    require_usable(Settings(catalogue="none", web={"token": TOKEN}), "0.0.0.0:8000")


def test_behind_a_path_of_a_proxy_links_and_login_stay_below_it(web_database: Database) -> None:
    with running(web_database, WebSettings(root_path="/zhongde", token=TOKEN)) as site:
        answer = site.get("/zhongde/deals", follow_redirects=False)
        assert answer.headers["location"] == "/zhongde/login?next=%2Fdeals"
        page = site.get("/deals", headers={"Authorization": f"Bearer {TOKEN}"}).text
        assert 'href="/zhongde/map"' in page
        assert re.findall(r'(?:href|src|action)="/(?!zhongde/)', page) == []


def test_a_failed_message_is_sent_again_by_its_button(closed: Site) -> None:
    with httpx.Client() as client:
        form = {"name": "anna", "password": PASSWORD, "token": _form_token(client, closed.base)}
        assert client.post(f"{closed.base}/login", data=form).status_code == 303
        page = f"{closed.base}/deliveries/{'d' * 32}"
        token = re.search(r'name="token" value="([0-9a-f]+)"', client.get(page).text)
        assert token
        assert client.post(f"{page}/replay", data={"token": form["token"]}).status_code == 403
        assert client.post(f"{page}/replay", data={"token": token[1]}).status_code == 303
        assert client.post(f"{page}/replay", data={"token": token[1]}).status_code == 409
        assert "waiting" in client.get(page).text
