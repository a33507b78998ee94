"""Crawling by hand, as a real process, over a real small world of news sites."""

import json
import os
import subprocess
import sys

import pytest
import yaml

from newsroom import Newsroom

pytestmark = pytest.mark.slow


class Hand:
    """Commands run by hand in a folder whose configuration watches the newsroom."""

    def __init__(self, folder, newsroom):
        self.folder = folder
        self.newsroom = newsroom
        self.config = folder / "zhongde.yaml"
        self.configure(newsroom.source_declarations())

    def configure(self, sources, **more):
        settings = {
            "database": f"sqlite:///{self.folder}/zhongde.db",
            "catalogue": "none",
            "fetch": {"allow": self.newsroom.allow()},
            "sources": sources,
            **more,
        }
        self.config.write_text(yaml.safe_dump(settings, allow_unicode=True), encoding="utf-8")

    def run(self, *arguments):
        environment = {name: value for name, value in os.environ.items() if not name.startswith("ZHONGDE_")}
        done = subprocess.run(
            [sys.executable, "-m", "zhongde", *arguments, "--config", str(self.config)],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
            cwd=self.folder,
            env=environment,
        )
        assert "Traceback" not in done.stderr, done.stderr
        return done

    def json(self, *arguments, code=0):
        done = self.run(*arguments, "--json")
        assert done.returncode == code, done.stdout + done.stderr
        return json.loads(done.stdout)


@pytest.fixture(scope="module")
def newsroom():
    with Newsroom() as room:
        yield room


@pytest.fixture(scope="module")
def crawled(newsroom, tmp_path_factory):
    """The newsroom, crawled once."""
    hand = Hand(tmp_path_factory.mktemp("crawled"), newsroom)
    hand.first = hand.json("crawl", "--all")
    return hand


@pytest.fixture
def hand(tmp_path, newsroom):
    return Hand(tmp_path, newsroom)


def test_everything_listed_is_read_and_its_deals_are_found(crawled, newsroom):
    listed = [item for item in newsroom.items if item.published is not None]
    assert crawled.first["failures"] == []
    assert crawled.first["entries"] >= 0.9 * len(listed)
    status = crawled.json("status")
    assert status["articles"]["pending"] == 0
    assert status["articles"]["read"] >= crawled.first["pages"] - 3  # a few pages are forbidden by robots.txt
    assert status["last_runs"][0]["entries"] == crawled.first["entries"]
    assert len(crawled.json("deals")) >= 15


def test_a_second_crawl_of_an_unchanged_world_costs_and_brings_nothing(crawled, newsroom):
    newsroom.clear_requests()
    second = crawled.json("crawl", "--all")
    assert second["polls"] == second["not_modified"] + second["unchanged"] > 0
    assert (second["entries"], second["pages"], second["deals"]) == (0, 0, 0)
    asked = [request for request in newsroom.requests if request.path != "/robots.txt"]
    assert len(asked) <= second["polls"] + 5
    assert crawled.json("deliveries", "list") == []


def test_a_dry_run_stores_nothing(hand):
    found = hand.json("crawl", "--all", "--dry-run")
    assert len(found["found"]) > 50
    assert found["found"][0]["url"].startswith("http://127.0.0.1:")
    assert hand.json("status")["articles"] == {"pending": 0, "read": 0, "alerts": 0}


def test_one_source_is_crawled_by_its_id(hand, newsroom):
    report = hand.json("crawl", newsroom.sites[0].id)
    assert report["polls"] == 1
    assert report["entries"] > 0


def test_an_article_a_feed_and_a_listing_are_crawled_by_their_address(hand, newsroom):
    item = next(item for item in newsroom.items if item.published and item.alert and item.readable)
    report = hand.json("crawl", item.url)
    assert report["pages"] == 1
    deals = hand.json("deals")
    assert [source["url"] for source in deals[0]["sources"]] == [item.url]
    feed = next(site for site in newsroom.sites if site.access == "atom")
    assert hand.json("crawl", feed.url)["entries"] > 0
    listing = next(site for site in newsroom.sites if site.access == "listing")
    assert hand.json("crawl", listing.url)["entries"] > 0


def test_what_fails_is_told_and_the_rest_goes_on(hand, newsroom):
    sources = newsroom.source_declarations()[:2]
    host = newsroom.base(newsroom.sites[0].id)
    sources += [
        {"id": "gone", "url": f"{host}/gone.xml"},
        {"id": "page", "url": f"{host}/"},
        {"id": "inside", "url": "http://127.0.0.1:9/feed.xml"},
    ]
    hand.configure(sources)
    report = hand.json("crawl", "--all", code=3)
    failures = {failure["source"]: failure["error"] for failure in report["failures"]}
    assert failures.keys() == {"gone", "page", "inside"}
    assert "404" in failures["gone"]
    assert "fetch.allow" in failures["inside"]
    assert report["entries"] > 0
    shown = hand.run("crawl", "--all")
    assert shown.returncode == 3
    assert "gone.xml" in shown.stderr
    troubled = hand.json("sources", "list")
    states = {source["id"]: source["state"] for source in troubled}
    assert states["gone"] == "failing"
    assert states[newsroom.sites[0].id] == "fresh"


@pytest.mark.parametrize("arguments", [("--all", "--due"), ("--all", "https://example.org/")])
def test_unclear_wishes_are_refused(hand, arguments):
    done = hand.run("crawl", *arguments)
    assert done.returncode == 2
    assert "--all" in done.stderr


def test_an_unknown_source_is_told_with_the_nearest(hand, newsroom):
    done = hand.run("crawl", newsroom.sites[0].id + "x")
    assert done.returncode == 2
    assert newsroom.sites[0].id in done.stderr


def test_one_request_is_made_and_told(hand, newsroom):
    site = newsroom.sites[0]
    fetched = hand.json("fetch", site.url)
    assert fetched.keys() == {"url", "final_url", "status", "bytes", "content_type", "error"}
    assert (fetched["status"], fetched["error"]) == (200, None)
    missing = hand.json("fetch", f"{newsroom.base(site.id)}/nothing-there", code=3)
    assert missing["status"] == 404
    private = hand.json("fetch", "http://169.254.169.254/latest/meta-data/", code=3)
    assert private["error"]


def test_a_source_is_recognised_and_added(hand, newsroom):
    site = next(site for site in newsroom.sites if site.access == "rss")
    before = hand.config.read_text(encoding="utf-8")
    done = hand.run("sources", "add", site.url, "--id", "added", "--language", site.language)
    assert done.returncode == 0, done.stderr
    after = hand.config.read_text(encoding="utf-8")
    assert len(after) > len(before)
    shown = hand.json("sources", "show", "added")
    assert shown["addresses"][0]["url"] == site.url
    checks = hand.json("sources", "check", "added")
    assert checks[0]["result"] == "ok"
    assert checks[0]["entries"] > 0
    refused = hand.run("sources", "add", f"{newsroom.base(site.id)}/nothing-there", "--id", "bad")
    assert refused.returncode == 2
    assert "404" in refused.stderr


def test_the_catalogue_goes_out_and_in_as_opml(hand, tmp_path):
    target = tmp_path / "feeds.opml"
    assert hand.run("sources", "export", str(target)).returncode == 0
    hand.configure([])
    done = hand.run("sources", "import", str(target))
    assert done.returncode == 0, done.stderr
    assert len(hand.json("sources", "list")) >= 8


def test_an_article_is_analysed_by_its_address(hand, newsroom):
    item = next(item for item in newsroom.items if item.published and item.alert and item.readable)
    done = hand.run("analyse", item.url, "--jsonl")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["language"] == item.language
