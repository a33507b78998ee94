"""What has been found can be listed, filtered, searched and handed on."""

import csv
import io

import pytest


def test_deals_are_listed_for_people_and_machines(filled):
    shown = filled.run("deals")
    assert shown.code == 0
    assert "Musterbau GmbH" in shown.out
    assert "Hamburg" in shown.out
    deals = filled.run("deals", "--json").json
    assert [deal["place"] for deal in deals] == ["Hamburg", "Changzhou"]
    deal = deals[1]
    assert deal.keys() >= {
        "id",
        "kind",
        "status",
        "parties",
        "amount",
        "place",
        "date",
        "headline",
        "first_seen",
        "story",
        "sources",
        "steps",
        "conflicts",
    }
    assert deal["amount"] == {"value": 188_000_000, "currency": "EUR"}
    assert deal["parties"][0] == {"name": "Musterbau GmbH", "side": "de", "organisation": None}
    assert deal["sources"][0].keys() >= {"source", "url", "title", "language", "published"}
    assert deal["steps"][0].keys() >= {"status", "date", "evidence", "url"}


@pytest.mark.parametrize(
    ("options", "places"),
    [
        (("--place", "Changzhou"), ["Changzhou"]),
        (("--party", "kranwerk"), ["Hamburg"]),
        (("--status", "announced"), ["Hamburg"]),
        (("--status", "signed,announced"), ["Hamburg", "Changzhou"]),
        (("--kind", "acquisition"), []),
        (("--min-amount", "1000000"), ["Changzhou"]),
        (("--query", "cranes"), ["Hamburg"]),
        (("--until", "2000-01-01"), []),
        (("--since", "2000-01-01"), ["Hamburg", "Changzhou"]),
        (("--limit", "1"), ["Hamburg"]),
    ],
)
def test_deals_are_filtered(filled, options, places):
    assert [deal["place"] for deal in filled.run("deals", "--json", *options).json] == places


def test_deals_as_csv_run_no_formula(installation):
    installation.add_deal("=HYPERLINK(0)")
    rows = list(csv.DictReader(io.StringIO(installation.run("deals", "--csv").out)))
    assert rows[0]["headline"] == "'=HYPERLINK(0)"
    assert rows[0]["place"] == "Changzhou"


def test_one_deals_file_is_shown(filled):
    identity = str(filled.run("deals", "--json").json[1]["id"])
    shown = filled.run("deal", identity)
    assert shown.code == 0
    assert "They signed it" in shown.out
    assert "https://wire.example/1.html" in shown.out
    assert filled.run("deal", identity, "--json").json["place"] == "Changzhou"


def test_an_unknown_deal_is_told(filled):
    outcome = filled.run("deal", "4711")
    assert outcome.code == 2
    assert "4711" in outcome.err


def test_articles_are_searched(filled):
    found = filled.run("search", "cranes", "--json").json
    assert [hit["title"] for hit in found] == ["A port orders cranes"]
    assert filled.run("search", "nothing-like-it").code == 0


@pytest.mark.parametrize(
    "options", [("--kind", "merger"), ("--since", "yesterday"), ("--json", "--csv"), ("--min-amount", "lots")]
)
def test_wrong_options_are_refused_with_words(filled, options):
    outcome = filled.run("deals", *options)
    assert outcome.code == 2
    assert any(option in outcome.err for option in options)
    assert "Traceback" not in outcome.err


def test_a_title_cannot_send_escape_sequences_to_the_terminal(installation):
    installation.add_deal("Evil \x1b[31mred\x07 title")
    assert "\x1b[31m" not in installation.run("deals").out
