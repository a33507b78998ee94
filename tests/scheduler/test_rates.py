"""The daemon asks for the reference rates by itself, at the address of its settings, and not where it is told not to."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import yaml

from tests.scheduler.conftest import stop, wait_until

TABLE = b"""<E xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref"><Cube><Cube time="2026-03-02">
<Cube currency="CNY" rate="8.0"/></Cube></Cube></E>"""


@pytest.mark.parametrize("daily", [True, False])
def test_the_daemon_keeps_the_rates_of_the_day(world: Any, daily: bool) -> None:
    asked: list[str] = []

    class Bank(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.send_header("content-length", str(len(TABLE)))
            self.end_headers()
            self.wfile.write(TABLE)

        def log_message(self, *_arguments: object) -> None:
            """Keep the test's output quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Bank)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    host = f"127.0.0.1:{server.server_address[1]}"
    world.configure()
    settings = yaml.safe_load(world.config.read_text(encoding="utf-8"))
    settings["rates"] = {"daily": daily, "address": f"http://{host}/rates.xml"}
    settings["fetch"]["allow"].append(host)
    world.config.write_text(yaml.safe_dump(settings), encoding="utf-8")
    try:
        daemon = world.start()
        assert wait_until(lambda: "watching" in world.log), world.log
        if daily:
            assert wait_until(lambda: "reference rates kept" in world.log), world.log
        assert stop(daemon) == 0
    finally:
        server.shutdown()
        server.server_close()
    assert asked == (["/rates.xml"] if daily else [])
