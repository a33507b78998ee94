"""The figures of the real daemon, as Prometheus gets them; and the log's one id from poll to delivery."""

from __future__ import annotations

import json
import re
import socket
import urllib.error
import urllib.request
from pathlib import Path

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from tests.scheduler.conftest import stop, wait_until

DASHBOARD = Path(__file__).parents[2] / "deploy" / "grafana-dashboard.json"
TOKEN = "a token of more than twenty characters"


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _figures(port: int, token: str | None = None) -> dict[str, float]:
    """All samples by name and labels."""
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    request = urllib.request.Request(f"http://127.0.0.1:{port}/metrics", headers=headers)
    with urllib.request.urlopen(request, timeout=10) as answer:
        text = answer.read().decode()
    return {
        sample.name + "".join(f",{key}={value}" for key, value in sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


@pytest.mark.slow
def test_a_deal_is_counted_and_followed_from_poll_to_delivery(world) -> None:
    page, own = _free_port(), _free_port()
    world.configure(sites=("harbour-courier",))
    settings = yaml.safe_load(world.config.read_text(encoding="utf-8"))
    settings |= {
        "web": {"address": f"127.0.0.1:{page}", "token": TOKEN},
        "metrics": {"address": f"127.0.0.1:{own}"},
        "log_format": "json",
    }
    world.config.write_text(yaml.safe_dump(settings), encoding="utf-8")
    assert world.command("crawl", "--all").returncode in (0, 3)
    daemon = world.start()
    try:
        item = world.newsroom.publish_next()
        assert wait_until(lambda: world.mails.mails and world.hooks.webhooks), world.log
        assert wait_until(lambda: world.log.count('"event": "delivery"') == 2), world.log
        figures = _figures(own)
        assert figures["zhongde_polls_total,outcome=new"] >= 1
        assert figures["zhongde_polls_total,outcome=not_modified"] >= 1
        assert figures["zhongde_new_items_total"] == 1
        assert figures["zhongde_pages_total,outcome=read"] == 1
        assert figures["zhongde_deal_steps_total"] >= 1
        assert figures["zhongde_deliveries_tried_total,channel=email,outcome=sent"] == 1
        assert figures["zhongde_deliveries_tried_total,channel=webhook,outcome=sent"] == 1
        assert figures["zhongde_publication_to_alert_seconds_count,digest=instant"] == 2
        assert figures["zhongde_articles_pending"] == 0
        assert figures["zhongde_sources,health=fresh"] == 1
        assert figures["zhongde_event_loop_lag_seconds_count"] > 0
        assert figures["zhongde_reading_processes"] == 1
        assert figures["zhongde_database_up"] == 1
        # The page has the same, for those who may see the page.
        assert _figures(page, TOKEN).keys() >= {name for name in figures if "created" not in name}
        with pytest.raises(urllib.error.HTTPError) as refused:
            _figures(page)
        assert refused.value.code in {401, 403}
        _dashboard_asks_for_what_there_is({name.split(",")[0] for name in figures})
    finally:
        assert stop(daemon) == 0
    lines = [json.loads(line) for line in world.log.splitlines() if line.startswith("{")]
    [found] = [line for line in lines if line["event"] == "new item"]
    assert found["url"] == item.url
    followed = [
        line["event"]
        for line in lines
        if line.get("trace") == found["trace"] or found["trace"] in line.get("traces", ())
    ]
    assert followed == ["new item", "article", "delivery", "delivery"]


def _dashboard_asks_for_what_there_is(names: set[str]) -> None:
    panels = json.loads(DASHBOARD.read_text(encoding="utf-8"))["panels"]
    asked = {
        name
        for panel in panels
        for target in panel["targets"]
        for name in re.findall(r"\b(?:zhongde|process)_[a-z_]+", target["expr"])
    }
    # Failures of polls have no sample before there is one.
    assert asked - names <= {"zhongde_poll_failures_total"}
    assert len(asked) > 15
