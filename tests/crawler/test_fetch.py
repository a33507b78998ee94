"""One request: guarded on each hop, polite, bounded, and its failures told in words. Against real servers."""

from __future__ import annotations

import gzip
import ssl
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partialmethod
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import brotli
import pytest

from config import Settings
from crawler.fetching import Fetcher
from crawler.fetching_engine import FetchEngine
from crawler.reactor import run
from crawler.runner import fetch, fetch_document
from crawler.values import Fetched, FetchFailure


@pytest.fixture(params=[False, True], ids=["page", "list"], autouse=True)
def _moved_by_both(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """What holds for pages, which Scrapy fetches, holds for lists, which are fetched by something lighter."""
    monkeypatch.setattr(Fetcher, "get", partialmethod(Fetcher.get, light=request.param))


def settings(*servers: Any, **fetch_settings: Any) -> Settings:
    allow = [server.pair for server in servers]
    return Settings(catalogue="none", fetch={"allow": allow, "timeout": "5s", **fetch_settings})  # type: ignore[arg-type]


def get(url: str, chosen: Settings, **options: Any) -> Fetched:
    async def work() -> Fetched:
        async with FetchEngine(chosen.fetch) as engine:
            return await engine.fetcher.get(url, **options)

    return run(work)


def failure_of(url: str, chosen: Settings, **options: Any) -> FetchFailure:
    with pytest.raises(FetchFailure) as caught:
        get(url, chosen, **options)
    return caught.value


def test_a_page_comes_with_its_headers(odd_server) -> None:
    odd_server.text("/page", "<p>hello</p>", ETag='"1"')
    fetched = get(odd_server.url("/page"), settings(odd_server))
    assert (fetched.status, fetched.body, fetched.headers["etag"]) == (200, b"<p>hello</p>", '"1"')
    assert fetched.content_type == "text/html"


def test_we_say_who_we_are_and_nothing_else(odd_server) -> None:
    odd_server.text("/a", "", status=302, Location="/b", Set_Cookie="id=1; Path=/")
    odd_server.text("/b", "x", Set_Cookie="id=2; Path=/")
    get(odd_server.url("/a"), settings(odd_server, user_agent="zhongde/1.0 (+https://example.org)"))
    get(odd_server.url("/b"), settings(odd_server))
    sent = odd_server.headers("/b")
    assert sent["user-agent"].startswith("zhongde/1.0")
    assert not {"cookie", "referer", "authorization", "from"} & set(sent)


def test_validators_are_sent_back_as_they_came(odd_server) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        same = handler.headers["If-None-Match"] == 'W/"\xe4 1"'
        handler.send_response(304 if same else 200)
        handler.send_header("ETag", 'W/"\xe4 1"')
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    odd_server.routes["/feed"] = answer
    first = get(odd_server.url("/feed"), settings(odd_server))
    again = get(odd_server.url("/feed"), settings(odd_server), etag=first.headers["etag"])
    assert again.not_modified


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (404, "not_found"),
        (410, "gone"),
        (401, "refused"),
        (403, "refused"),
        (451, "refused"),
        (429, "busy"),
        (503, "busy"),
        (500, "server"),
        (418, "status"),
    ],
)
def test_each_status_has_its_kind_and_words(odd_server, status, kind) -> None:
    odd_server.text("/x", "no", status=status, Retry_After="90")
    failure = failure_of(odd_server.url("/x"), settings(odd_server))
    assert (failure.kind, failure.status, failure.retry_after_seconds) == (kind, status, 90.0)
    assert str(status) in failure.message


def test_redirects_are_followed_up_to_a_limit(odd_server) -> None:
    for number in range(9):
        odd_server.text(f"/{number}", "", status=301, Location=f"/{number + 1}")
    odd_server.text("/5", "there")
    fetched = get(odd_server.url("/0"), settings(odd_server))
    assert (fetched.final_url, fetched.body) == (odd_server.url("/5"), b"there")
    odd_server.text("/5", "", status=302, Location="/0")
    assert failure_of(odd_server.url("/0"), settings(odd_server)).kind == "redirects"


@pytest.mark.parametrize(
    "location", ["", "javascript:alert(1)", "file:///etc/passwd", "http://[::1", "ftp://x/"]
)
def test_a_redirect_to_no_web_address_is_a_failure(odd_server, location) -> None:
    odd_server.text("/x", "", status=302, Location=location)
    assert failure_of(odd_server.url("/x"), settings(odd_server)).kind == "redirects"


def test_a_redirect_to_a_private_address_is_not_followed(odd_server, second_server) -> None:
    second_server.text("/secret", "metadata")
    for path, target in {
        "/1": second_server.url("/secret"),
        "/2": second_server.url("/secret").replace("127.0.0.1", "localhost"),
        "/3": "http://169.254.169.254/latest/",
        "/4": f"http://[::ffff:127.0.0.1]:{second_server.port}/secret",
        "/5": f"http://2130706433:{second_server.port}/secret",
    }.items():
        odd_server.text(path, "", status=302, Location=target)
        failure = failure_of(odd_server.url(path), settings(odd_server))
        assert failure.kind == "address", (path, failure)
    assert second_server.seen == []


def test_private_addresses_are_refused_with_the_remedy(second_server) -> None:
    failure = failure_of(second_server.url("/"), settings())
    assert failure.kind == "address"
    assert f"add {second_server.pair} to fetch.allow" in failure.message
    assert second_server.seen == []


def test_a_slow_server_ends_in_time(odd_server) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        while not odd_server.release.wait(0.05):
            handler.wfile.write(b"x")
            handler.wfile.flush()

    odd_server.routes["/drip"] = drip
    odd_server.routes["/hang"] = lambda handler: odd_server.release.wait(20)
    for path in ("/drip", "/hang"):
        failure = failure_of(odd_server.url(path), settings(odd_server, timeout="500ms"))
        assert (failure.kind, "0.5 s" in failure.message) == ("timeout", True)


def test_the_time_limit_holds_for_all_hops_together(odd_server) -> None:
    def slow(handler: BaseHTTPRequestHandler) -> None:
        odd_server.release.wait(0.3)
        handler.send_response(302)
        handler.send_header("Location", handler.path + "x")
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    for number in range(9):
        odd_server.routes["/slow" + "x" * number] = slow
    failure = failure_of(odd_server.url("/slow"), settings(odd_server, timeout="700ms", max_redirects=8))
    assert failure.kind == "timeout"
    assert len([path for path in odd_server.paths if path.startswith("/slow")]) <= 4


def bomb(handler: BaseHTTPRequestHandler, data: bytes, encoding: str) -> None:
    handler.send_response(200)
    handler.send_header("Content-Encoding", encoding)
    handler.send_header("Content-Length", str(len(data)))
    handler.end_headers()
    handler.wfile.write(data)


def test_bombs_are_bounded_by_what_they_unpack_to(odd_server) -> None:
    zeros = bytes(8 * 1024 * 1024)
    for name, data in {
        "gzip": gzip.compress(zeros),
        "deflate": zlib.compress(zeros),
        "br": brotli.compress(zeros, quality=1),
        "gzip, gzip": gzip.compress(gzip.compress(zeros)),
    }.items():
        odd_server.routes["/bomb"] = lambda handler, data=data, name=name: bomb(handler, data, name)
        failure = failure_of(odd_server.url("/bomb"), settings(odd_server, max_bytes="1MiB"))
        assert failure.kind == "too_large", name
        assert "1 MiB" in failure.message


def test_bodies_are_bounded_whether_they_say_so_or_not(odd_server) -> None:
    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        while not odd_server.release.is_set():
            handler.wfile.write(bytes(65536))

    odd_server.text("/large", bytes(70_000))
    odd_server.routes["/endless"] = endless
    for path in ("/large", "/endless"):
        assert failure_of(odd_server.url(path), settings(odd_server, max_bytes="64KiB")).kind == "too_large"


@pytest.mark.parametrize(
    ("start", "again"),
    [
        (b"HTTP/1.1 200 OK\r\n", b"X-Y: " + b"a" * 4000 + b"\r\n"),
        (b"HTTP/1.1 200 OK\r\nX: a\r\n", b" " + b"a" * 4000 + b"\r\n"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 100),
    ],
    ids=["lines", "continued line", "interim answers"],
)
def test_headers_are_bounded(odd_server, start, again) -> None:
    sent: list[int] = []

    def flood(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(start)
        while not odd_server.release.is_set():
            handler.wfile.write(again)
            sent.append(len(again))

    odd_server.routes["/x"] = flood
    failure = failure_of(odd_server.url("/x"), settings(odd_server))
    assert (failure.kind, "headers" in failure.message) == ("too_large", True)
    assert sum(sent) < 16 * 1024 * 1024


def test_many_small_requests_over_one_connection_are_no_flood(odd_server) -> None:
    odd_server.text("/x", "x", **{"X-Long": "a" * 8000})

    async def work() -> int:
        async with FetchEngine(settings(odd_server).fetch) as engine:
            return sum([(await engine.fetcher.get(odd_server.url("/x"))).status for _ in range(60)])

    assert run(work) == 60 * 200


def test_answers_that_break_off_or_are_no_http(odd_server) -> None:
    def short(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        handler.wfile.write(b"too short")
        handler.close_connection = True

    def garbage(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HELLO I AM NO HTTP SERVER\r\n\r\n")
        handler.close_connection = True

    def silence(handler: BaseHTTPRequestHandler) -> None:
        handler.close_connection = True

    odd_server.routes |= {"/short": short, "/garbage": garbage, "/silence": silence}
    odd_server.routes["/packed"] = lambda handler: bomb(handler, b"no gzip at all", "gzip")
    kinds = {
        path: failure_of(odd_server.url(path), settings(odd_server)).kind
        for path in ("/short", "/garbage", "/silence", "/packed")
    }
    assert kinds == {"/short": "broken", "/garbage": "broken", "/silence": "connection", "/packed": "broken"}


def test_dead_hosts_and_names_are_told_apart() -> None:
    closed = Settings(catalogue="none", fetch={"allow": ["127.0.0.1:9"]})  # type: ignore[arg-type]
    assert failure_of("http://127.0.0.1:9/", closed).kind == "connection"
    assert failure_of("http://no-such-host.invalid/feed", closed).kind == "name"
    assert failure_of("file:///etc/passwd", closed).kind == "address"


def test_robots_txt_is_asked_once_and_obeyed(odd_server) -> None:
    odd_server.text("/robots.txt", "User-agent: *\nDisallow: /private\n", kind="text/plain")
    odd_server.text("/feed", "<rss/>")

    async def work() -> str:
        async with FetchEngine(settings(odd_server).fetch) as engine:
            await engine.fetcher.get(odd_server.url("/feed"))
            await engine.fetcher.get(odd_server.url("/feed"))
            with pytest.raises(FetchFailure) as caught:
                await engine.fetcher.get(odd_server.url("/private/feed"))
            return caught.value.kind

    assert run(work) == "robots"
    assert odd_server.paths == ["/robots.txt", "/feed", "/feed"]


def test_a_redirect_does_not_lead_around_robots_txt(odd_server) -> None:
    odd_server.text("/robots.txt", "User-agent: *\nDisallow: /private\n", kind="text/plain")
    odd_server.text("/go", "", status=302, Location="/private/x")
    assert failure_of(odd_server.url("/go"), settings(odd_server)).kind == "robots"
    assert "/private/x" not in odd_server.paths


def test_without_robots_txt_everything_is_allowed_but_not_while_it_cannot_be_read(odd_server) -> None:
    odd_server.text("/feed", "<rss/>")
    odd_server.text("/robots.txt", "", status=403)
    assert get(odd_server.url("/feed"), settings(odd_server)).status == 200
    odd_server.text("/robots.txt", "", status=503, Retry_After="60")
    failure = failure_of(odd_server.url("/feed"), settings(odd_server))
    assert (failure.kind, failure.retry_after_seconds) == ("busy", 60.0)
    assert "robots.txt" in failure.message


def test_robots_txt_is_not_asked_by_hand_nor_if_switched_off(odd_server) -> None:
    odd_server.text("/robots.txt", "User-agent: *\nDisallow: /\n", kind="text/plain")
    odd_server.text("/feed", "<rss/>")
    assert run(lambda: fetch_document(odd_server.url("/feed"), settings(odd_server))).status == 200
    assert get(odd_server.url("/feed"), settings(odd_server, obey_robots=False)).status == 200
    assert odd_server.paths == ["/feed", "/feed"]


def test_fetch_tells_what_came_or_why_not(odd_server) -> None:
    odd_server.text("/page", "12345")
    chosen = settings(odd_server)
    good = run(lambda: fetch(odd_server.url("/page"), chosen))
    assert good.as_json() == {
        "url": odd_server.url("/page"),
        "final_url": odd_server.url("/page"),
        "status": 200,
        "bytes": 5,
        "content_type": "text/html",
        "error": None,
    }
    bad = run(lambda: fetch(odd_server.url("/none"), chosen))
    assert (bad.status, bad.bytes, bad.error) == (404, None, "HTTP 404: there is no such page")


@pytest.fixture
def tls_server(tmp_path: Path) -> Iterator[Any]:
    """A TLS server with a certificate for localhost that nobody has signed: its port, file, and what was asked."""
    import threading
    from http.server import ThreadingHTTPServer

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = tmp_path / "server.pem"
    pem.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            pass

    class Quiet(ThreadingHTTPServer):
        def handle_error(self, request: Any, client_address: Any) -> None:
            pass  # the handshake is meant to fail

    server = Quiet(("127.0.0.1", 0), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield server.server_address[1], pem, asked
    server.shutdown()
    server.server_close()


def test_certificates_are_verified(tls_server, monkeypatch: pytest.MonkeyPatch) -> None:
    port, pem, asked = tls_server
    allow = [f"localhost:{port}", f"127.0.0.1:{port}"]
    chosen = Settings(catalogue="none", fetch={"allow": allow})  # type: ignore[arg-type]
    unknown = failure_of(f"https://localhost:{port}/", chosen)
    assert unknown.kind == "certificate"
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    other_host = failure_of(f"https://127.0.0.1:{port}/", chosen)
    assert (other_host.kind, "another host" in other_host.message) == ("certificate", True)
    assert asked == []
    assert get(f"https://localhost:{port}/page", chosen).status == 200
    assert asked == ["/robots.txt", "/page"]
