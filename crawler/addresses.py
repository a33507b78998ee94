"""Canonical addresses and the keys of entries: pure functions.

Two addresses of one article should become one; two articles never. So tracking parameters go by a list, and what is
not on it stays: many sites carry the article's id in the query.
"""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import SplitResult, quote, unquote_to_bytes, urljoin, urlsplit

ADDRESS_LENGTH = 2_000

_TRACKING_PREFIXES = ("utm_", "ns_", "at_", "pk_", "mtm_", "hsa_", "wt_", "__hs", "_hs")
_TRACKING_NAMES = frozenset(
    {
        *("fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "twclid", "ttclid"),
        *(
            "igshid",
            "igsh",
            "mc_cid",
            "mc_eid",
            "mkt_tok",
            "maca",
            "spm",
            "xtor",
            "cmpid",
            "ocid",
            "ito",
            "smid",
        ),
        *("sr_share", "sharetoken", "share_token", "wtrid", "rssid", "ncid", "guccounter", "guce_referrer"),
        *("guce_referrer_sig", "cndid", "s_cid", "icid", "dicbo", "vero_id", "oly_anon_id", "oly_enc_id"),
        *("sc_cid", "trk", "traffic_source"),
    }
)
_TRACKING_IF_FEED = frozenset(
    {"ref", "source", "src", "from", "via", "partner", "feature", "output", "campaign", "channel", "medium"}
)
_FEED_VALUE = re.compile(
    r"(?:.*[-_.])?(?:rss|feed|atom|newsfeed|rssfeed|twitter|facebook|newsletter|share)\d*", re.I
)
_TRACKING_BY_HOST = {"welt.de": frozenset({"source"}), "scmp.com": frozenset({"module", "pgtype"})}
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_PLAIN = re.compile(
    r"(?P<scheme>https?)://(?P<host>[a-z0-9][a-z0-9.-]{0,250}[a-z0-9])(?::(?P<port>[1-9]\d{0,3}|[1-5]\d{4}))?"
    r"(?:(?P<path>/[\w.~/%=+,-]*)(?:\?(?P<query>[\w.~/%=&+,-]+))?)?",
    re.ASCII,
)
"""Addresses that need no work, or little, which are most."""
_DEFAULT_PORTS = {"http": "80", "https": "443"}
_STRIPPED = re.compile(r"[\t\r\n]")
_OUTSIDE = "".join(map(chr, range(0x21)))
_SAFE_PATH = "/:@!$&'()*+,;=-._~%"
_SAFE_QUERY = _SAFE_PATH + "?"
_ROUTE_FRAGMENT = re.compile(r"!?/\S")


def absolute_url(link: str, base: str | None = None) -> str | None:
    """The link as an absolute http(s) address with its query and fragment as given; None if it is none.

    White space around it is dropped, tabs and line breaks inside are, and its scheme is in lower case, as in browsers
    (WHATWG URL).
    """
    link = _STRIPPED.sub("", link).strip(_OUTSIDE + "\x7f")
    if not link or len(link) > 4 * ADDRESS_LENGTH:
        return None
    if len(link) <= ADDRESS_LENGTH and _PLAIN.fullmatch(link):
        return link
    try:
        joined = urljoin(base, link) if base else link
        parts = urlsplit(joined)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc
        _ = parts.port
    except ValueError:
        return None
    if not usable or "\\" in parts.netloc or any(character <= " " for character in parts.netloc):
        return None
    host = canonical_host(parts.hostname or "")
    if host is None:
        return None
    # The scheme as everybody looks for it; the rest may mean something to the host as it is.
    written = parts.scheme + joined[len(parts.scheme) :]
    return written if len(written) <= ADDRESS_LENGTH else None


def canonical_host(host: str) -> str | None:
    """A host in lower case and IDNA form without its final dot; None if it cannot be one."""
    host = host.rstrip(".").lower()
    if ":" in host:
        try:
            return f"[{ipaddress.IPv6Address(host)}]"
        except ValueError:
            return None
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            return None
    return host if re.fullmatch(r"[a-z0-9_.-]{1,253}", host) else None


def canonical_url(link: str, base: str | None = None) -> str | None:
    """The canonical form of an address; None if it is no http(s) address.

    Scheme and host in lower case, default ports, fragments, dot segments and tracking parameters dropped, escapes
    written in one way (RFC 3986, 6.2.2). Fragments that route (``#/…``, ``#!/…``) stay. Idempotent.
    """
    absolute = absolute_url(link, base)
    if absolute is None:
        return None
    plain = _PLAIN.fullmatch(absolute)
    if plain is not None and "%" not in absolute:
        return _of_plain(plain)
    parts = urlsplit(absolute)
    host = canonical_host(parts.hostname or "")
    if host is None:
        return None
    port = parts.port
    default = 443 if parts.scheme == "https" else 80
    netloc = host if port in {None, default} else f"{host}:{port}"
    path = _without_dots(_one_escaping(parts.path, _SAFE_PATH)) or "/"
    query = _one_escaping(_without_tracking(parts.query, host), _SAFE_QUERY)
    fragment = parts.fragment if _ROUTE_FRAGMENT.match(parts.fragment) else ""
    result = f"{parts.scheme}://{netloc}{path}"
    if query:
        result += f"?{query}"
    if fragment:
        result += f"#{_one_escaping(fragment, _SAFE_QUERY)}"
    return result if len(result) <= ADDRESS_LENGTH else None


def _of_plain(plain: re.Match[str]) -> str:
    """The canonical form of an address in which nothing is or must be escaped."""
    scheme, host, port, path, query = plain.group("scheme", "host", "port", "path", "query")
    netloc = host if port in {None, _DEFAULT_PORTS[scheme]} else f"{host}:{port}"
    query = _without_tracking(query or "", host)
    return f"{scheme}://{netloc}{_without_dots(path or '') or '/'}{'?' if query else ''}{query}"


def _one_escaping(text: str, safe: str) -> str:
    """Escapes of unreserved characters undone, all others in upper case, what must be escaped escaped."""

    def rewrite(match: re.Match[str]) -> str:
        code = int(match[1], 16)
        return chr(code) if code in _UNRESERVED else match[0].upper()

    text = re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", text)
    escaped = quote(text.encode("utf-8", "surrogatepass"), safe=safe)
    return _ESCAPE.sub(rewrite, escaped)


def _without_dots(path: str) -> str:
    if "/." not in path:
        return path
    kept: list[str] = []
    segments = path.split("/")
    for segment in segments:
        if segment == "..":
            if len(kept) > 1:
                kept.pop()
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in {".", ".."}:
        kept.append("")
    return "/".join(kept)


def _without_tracking(query: str, host: str) -> str:
    if not query:
        return ""
    kept = []
    for part in query.split("&"):
        name, _, value = part.partition("=")
        if part and not is_tracking(name, value, host):
            kept.append(part)
    return "&".join(kept)


def is_tracking(name: str, value: str, host: str = "") -> bool:
    """Whether a query parameter only says where the reader came from."""
    name = name.lower()
    if name in _TRACKING_NAMES or name.startswith(_TRACKING_PREFIXES):
        return True
    if name in _TRACKING_IF_FEED and _FEED_VALUE.fullmatch(value[:80]):
        return True
    return any(
        name in names and (host == domain or host.endswith("." + domain))
        for domain, names in _TRACKING_BY_HOST.items()
    )


def entry_key(guid: str, url: str | None, *, fallback: str = "") -> str:
    """The stable identity of an entry within its source: its guid (canonical if it is an address) or its address.

    ``fallback`` stands in where an entry has neither, for instance its title and date.
    """
    guid = guid.strip()
    if guid:
        return (canonical_url(guid) or guid) if guid[:4].lower() == "http" else guid
    return url or fallback


def site_of(url: str) -> str:
    """The host without ``www.``, ``m.``, ``mobile.`` or ``amp.``: to tell whether two addresses are of one site."""
    host = (_split(url).hostname or "").lower()
    return re.sub(r"^(?:www\d?|m|mobile|amp|wap)\.", "", host)


def slot_of(url: str) -> str:
    """The unit of politeness: the host, with its port if that is not the scheme's own; empty if it is unreadable."""
    parts = _split(url)
    host = (parts.hostname or "").lower()
    return host if parts.port in {None, 80, 443} else f"{host}:{parts.port}"


def _split(url: str) -> SplitResult:
    """The parts of an address, none of one that cannot be read: a person may have typed it."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return urlsplit("")
    return parts


def readable(url: str) -> str:
    """An address with its UTF-8 escapes undone, for people."""
    try:
        return unquote_to_bytes(url).decode("utf-8")
    except UnicodeDecodeError:
        return url


def without_login(url: str) -> str:
    """An address without user name and password, which are not to be shown."""
    start, slashes, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    return f"{start}{slashes}{host.rpartition('@')[2]}{slash}{path}"
