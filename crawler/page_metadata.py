"""What a page's head and structured mark-up state of its article: title, date, author, language, address."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from crawler.page_document import is_inside, stated_by
from crawler.page_linked_data import LinkedData, linked_data

_TITLE_NAMES = (
    *("og:title", "articletitle", "article:title", "title", "headline", "dc.title", "dcterms.title"),
    *("parsely-title", "sailthru.title", "twitter:title", "weibo:article:title", "hdl"),
)
_DATE_NAMES = (
    *("article:published_time", "og:published_time", "rnews:datepublished", "og:article:published_time"),
    *("article:published", "datepublished", "date_published", "published_time", "firstpublishedtime"),
    *("weibo:article:create_at", "bytedance:published_time", "parsely-pub-date", "sailthru.date"),
    *("cxenseparse:recs:publishtime", "pubdate", "publishdate", "publish_date", "publish-date"),
    *("publication_date", "publicationdate", "publisheddate", "published_date", "ptime", "pub_date"),
    *("publish_time", "publishtime", "apub:time", "dc.date.issued", "dcterms.issued", "dcterms.created"),
    *("dc.date.created", "dcterms.date", "dc.date", "citation_publication_date", "date", "release_date"),
    *("content_create_date", "og:release_date", "article.published", "article_date_original", "created"),
)
_CHANGED_NAMES = (
    "dateupdate",
    "datemodified",
    "article:modified_time",
    "og:updated_time",
    "lastmod",
    "last-modified",
)
_AUTHOR_NAMES = (
    *("author", "article:author", "dc.creator", "dcterms.creator", "dc.contributor", "byl", "parsely-author"),
    *(
        "sailthru.author",
        "og:article:author",
        "cxenseparse:author",
        "citation_author",
        "twitter:creator:name",
    ),
    *("contentsource:author", "authors", "creator"),
)
_SITE_NAMES = ("og:site_name", "sitename", "application-name", "dc.publisher", "article:publisher:name")
_LANGUAGE_NAMES = ("og:locale", "dc.language", "dcterms.language", "language", "content-language")
_ASIDE = frozenset({"aside", "nav", "footer"})
_LANGUAGE = re.compile(r"[a-z]{2,3}(?=[-_]|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Metadata:
    """The statements of a page, best first. Nothing is cleaned or judged yet."""

    data: LinkedData
    titles: tuple[str, ...]
    dates: tuple[str, ...]
    changed: tuple[str, ...]
    authors: tuple[str, ...]
    language: str
    site_name: str
    canonical: str
    kind: str
    """``og:type``, in lower case."""
    description: str
    restricted_mark: bool
    """A meta tag says that the text is for subscribers."""


def metadata_of(root: HtmlElement) -> Metadata:
    """Read JSON-LD, meta tags, microdata and links of a page."""
    data = linked_data(root)
    metas = _metas(root)
    # Most pages have no microdata, which asking for the attribute alone tells much quicker.
    properties = root.xpath(".//*[@itemprop][not(self::meta)]") if root.xpath("//@itemprop") else []
    titles = [data.headline, *_of(metas, _TITLE_NAMES), *_microdata(properties, "headline", 3)]
    dates = [data.published, *_of(metas, _DATE_NAMES), *_microdata(properties, "datePublished", 3)]
    authors = [", ".join(data.authors), *_of(metas, _AUTHOR_NAMES)]
    tier = " ".join(
        _of(metas, ("article:content_tier", "article:accesstier", "cxenseparse:access", "access"))
    )
    return Metadata(
        data=data,
        titles=tuple(dict.fromkeys(filter(None, titles))),
        dates=tuple(dict.fromkeys(filter(None, dates))),
        changed=tuple(_of(metas, _CHANGED_NAMES)),
        authors=tuple(dict.fromkeys(filter(None, authors))),
        language=_language(root, metas, data),
        site_name=next(iter(_of(metas, _SITE_NAMES)), ""),
        canonical=_canonical(root, metas, data),
        kind=next(iter(_of(metas, ("og:type",))), "").strip().lower(),
        description=next(iter(_of(metas, ("og:description", "description", "dc.description"))), ""),
        restricted_mark=bool(re.search(r"\b(?:locked|metered|paid|premium|plus|subscriber)\b", tier.lower())),
    )


def _metas(root: HtmlElement) -> dict[str, list[str]]:
    metas: dict[str, list[str]] = {}
    for meta in list(root.iterfind(".//meta[@content]"))[:400]:
        content = str(meta.get("content", "")).strip()
        if not content:
            continue
        for attribute in ("name", "property", "itemprop", "http-equiv"):
            name = str(meta.get(attribute, "")).strip().lower()
            if name:
                metas.setdefault(name, []).append(content[:5_000])
                break
    return metas


def _of(metas: dict[str, list[str]], names: tuple[str, ...]) -> list[str]:
    return [value for name in names for value in metas.get(name, [])[:3]]


def _microdata(properties: Sequence[HtmlElement], name: str, limit: int) -> list[str]:
    found = [element for element in properties if element.get("itemprop") == name]
    values = [
        stated_by(element)[:5_000]
        for element in found[:20]
        if not is_inside(element, _ASIDE) and not _in_other_item(element)
    ]
    return values[:limit]


def _in_other_item(element: HtmlElement) -> bool:
    """Whether the property belongs to a comment, list or person in the page rather than to its article."""
    owner = next(iter(element.xpath("ancestor::*[@itemscope][1]")), None)
    kind = str(owner.get("itemtype", "")).lower() if owner is not None else ""
    return any(
        word in kind for word in ("comment", "review", "itemlist", "person", "imageobject", "videoobject")
    )


def _language(root: HtmlElement, metas: dict[str, list[str]], data: LinkedData) -> str:
    stated = [
        str(root.get("lang") or root.get("xml:lang") or ""),
        data.language,
        *_of(metas, _LANGUAGE_NAMES),
    ]
    for value in stated:
        match = _LANGUAGE.match(value.strip())
        if match is not None:
            return match[0].lower()
    return ""


def _canonical(root: HtmlElement, metas: dict[str, list[str]], data: LinkedData) -> str:
    for link in list(root.iterfind(".//link[@rel]"))[:400]:
        if "canonical" in str(link.get("rel", "")).lower().split() and str(link.get("href") or "").strip():
            return str(link.get("href")).strip()
    return next(iter(_of(metas, ("og:url",))), "") or data.url
