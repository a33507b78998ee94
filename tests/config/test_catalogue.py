"""The shipped catalogue is sound, and the user's own sources come first."""

import re
from urllib.parse import urlsplit

import pytest
from pydantic import ValidationError

from config import ConfigurationError, load_catalogue
from config.catalogue import find_source, shipped_sources
from config.declarations import VariantDeclaration
from config.settings import Settings
from crawler.addresses import canonical_url


def test_the_catalogue_is_shipped_whole():
    sources = shipped_sources()
    assert len(sources) >= 150
    assert len({source.id for source in sources}) == len(sources)
    assert {language for source in sources for language in source.language} == {"en", "de", "zh"}
    assert {source.side for source in sources} == {"cn", "de", "third"}


def test_every_enabled_source_has_an_address_to_poll():
    for source in shipped_sources():
        usable = [
            address
            for address in source.addresses
            if address.state not in {"dead", "blocked", "frozen"} and not address.fallback
        ]
        assert usable or not source.enabled, source.id
        assert source.enabled or source.disabled_reason, source.id


def test_addresses_are_unique_within_a_source_and_hold_no_blanks():
    for source in shipped_sources():
        urls = [address.url for address in source.addresses]
        assert len(set(urls)) == len(urls), source.id
        assert not any(character in url for url in urls for character in " <>\"'{}"), source.id


def test_article_patterns_match_the_addresses_really_seen():
    checked = 0
    for source in shipped_sources():
        for sample in source.article_samples:
            if source.article_url is not None:
                bare = urlsplit(sample)._replace(query="", fragment="").geturl()
                assert re.search(source.article_url, sample) or re.search(source.article_url, bare), sample
                checked += 1
    assert checked >= 60


def test_an_article_really_seen_belongs_to_its_own_source_and_no_other():
    samples = [(source.id, sample) for source in shipped_sources() for sample in source.article_samples]
    assert len(samples) == 69
    owners = {
        sample: {
            source.id
            for source in shipped_sources()
            if source.article_url and re.search(source.article_url, str(canonical_url(sample)))
        }
        for _, sample in samples
    }
    assert owners == {sample: {name} for name, sample in samples}


def test_selectors_are_css():
    from cssselect import GenericTranslator

    checked = 0
    for source in shipped_sources():
        if source.selectors is None:
            continue
        for value in source.selectors.model_dump(exclude_none=True).values():
            for alternative in value.split("|"):
                assert GenericTranslator().css_to_xpath(alternative.strip())
                checked += 1
    assert checked > 20


def test_the_users_source_replaces_a_shipped_one():
    own = {"id": "dw-de", "url": "https://example.org/feed.xml", "language": "de"}
    catalogue = load_catalogue(Settings(sources=[own]))
    assert catalogue["dw-de"].addresses[0].url == "https://example.org/feed.xml"
    assert next(iter(catalogue)) == "dw-de"
    assert len(catalogue) == len(shipped_sources())


def test_catalogue_none_watches_only_the_users_sources():
    own = {"id": "mine", "url": "https://example.org/feed.xml"}
    assert set(load_catalogue(Settings(catalogue="none", sources=[own]))) == {"mine"}


def test_a_mistyped_source_is_told_with_the_nearest():
    with pytest.raises(ConfigurationError, match="dw-de"):
        find_source(load_catalogue(Settings()), "dw-dee")


def test_a_variant_of_an_article_is_made_of_the_parts_of_its_address():
    variant = VariantDeclaration(
        pattern=r"/(\d{4})/([a-z-]+)$", address="https://example.org/print/{2}?y={1}"
    )
    assert variant.of("https://example.org/2026/a-b") == "https://example.org/print/a-b?y=2026"
    assert variant.of("https://example.org/about") is None


@pytest.mark.parametrize(
    ("pattern", "address"),
    [
        ("/(a", "https://example.org/{1}"),
        ("/(a)", "https://example.org/print"),
        ("/a", "https://example.org/{1}"),
        ("/(a)", "https://example.org/{1}/{2}"),
        ("/(a)", "ftp://example.org/{1}"),
    ],
)
def test_a_variant_that_cannot_be_made_is_refused(pattern, address):
    with pytest.raises(ValidationError):
        VariantDeclaration(pattern=pattern, address=address)
