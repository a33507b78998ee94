"""Which addresses may be requested: the pure decision, after the IANA special-purpose registries."""

from __future__ import annotations

import ipaddress
from collections.abc import Collection
from typing import Final
from urllib.parse import urlsplit

IPv4 = ipaddress.IPv4Address
IPv6 = ipaddress.IPv6Address

_IPV4_FORBIDDEN: Final = tuple(
    (ipaddress.IPv4Network(network), reason)
    for network, reason in (
        ("127.0.0.0/8", "loopback"),
        ("0.0.0.0/8", "this network"),
        ("10.0.0.0/8", "private"),
        ("172.16.0.0/12", "private"),
        ("192.168.0.0/16", "private"),
        ("100.64.0.0/10", "shared by carriers, or cloud metadata"),
        ("169.254.0.0/16", "link-local, or cloud metadata"),
        ("168.63.129.16/32", "cloud metadata"),
        ("192.0.0.0/24", "reserved for protocols"),
        ("192.0.2.0/24", "for documentation"),
        ("198.51.100.0/24", "for documentation"),
        ("203.0.113.0/24", "for documentation"),
        ("192.88.99.0/24", "a deprecated 6to4 relay"),
        ("198.18.0.0/15", "for benchmarks"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved"),
    )
)
"""RFC 6890 and the IANA IPv4 special-purpose registry; 168.63.129.16 is Azure's host agent."""

_IPV6_FORBIDDEN: Final = tuple(
    (ipaddress.IPv6Network(network), reason)
    for network, reason in (
        ("::1/128", "loopback"),
        ("::/128", "unspecified"),
        ("fe80::/10", "link-local"),
        ("fec0::/10", "site-local"),
        ("fc00::/7", "private, or cloud metadata"),
        ("ff00::/8", "multicast"),
        ("64:ff9b:1::/48", "local NAT64"),
        ("2001:db8::/32", "for documentation"),
        ("3fff::/20", "for documentation"),
        ("2001::/32", "a Teredo tunnel"),
        ("2001::/23", "reserved for protocols"),
    )
)
_IPV6_GLOBAL: Final = ipaddress.IPv6Network("2000::/3")
_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")
_SIX_TO_FOUR: Final = ipaddress.IPv6Network("2002::/16")
_COMPATIBLE: Final = ipaddress.IPv6Network("::/96")
_TRANSLATED: Final = ipaddress.IPv6Network("::ffff:0:0:0/96")
_ISATAP: Final = frozenset({0x00005EFE, 0x02005EFE})


class ForbiddenAddress(Exception):  # noqa: N818, the word says it
    """An address that must not be requested. The text says why and what the user can do; it names no secret."""


def _embedded_ipv4(address: IPv6) -> IPv4 | None:
    """The IPv4 address inside a mapped, compatible, translated, NAT64, 6to4 or ISATAP address, if it is one."""
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    value = int(address)
    if address in _SIX_TO_FOUR:
        return IPv4(value >> 80 & 0xFFFFFFFF)
    if address in _NAT64 or address in _TRANSLATED or (address in _COMPATIBLE and value > 0xFFFF):
        return IPv4(value & 0xFFFFFFFF)
    if value >> 32 & 0xFFFFFFFF in _ISATAP:
        return IPv4(value & 0xFFFFFFFF)
    return None


def judge_address(ip: str) -> str | None:
    """Why an IP address may not be requested; None if it is a public one.

    Addresses that carry an IPv4 address inside (mapped, NAT64, 6to4 and the like) are judged by that one too.
    Whatever is no IP address is forbidden.
    """
    try:
        address = ipaddress.ip_address(ip.partition("%")[0])
    except ValueError:
        return "no IP address"
    if isinstance(address, IPv4):
        return next((reason for network, reason in _IPV4_FORBIDDEN if address in network), None)
    for network, reason in _IPV6_FORBIDDEN:
        if address in network:
            return reason
    embedded = _embedded_ipv4(address)
    if embedded is not None:
        inner = judge_address(str(embedded))
        if inner is not None:
            return f"{inner} ({embedded} inside)"
        if address in _NAT64:
            return None
    if address not in _IPV6_GLOBAL:
        return "not a public address"
    return None


def literal_of(host: str) -> str | None:
    """The host in short form if it is an IP address, else None."""
    if ":" not in host and host[-1:].isalpha():
        return None  # a name, as most are
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        return None


def normalise_host(host: str) -> str:
    """A host as it is compared: lower case, IDNA, no final dot, no brackets; IP literals in their short form.

    Raises:
        ValueError: If it is no host name.
    """
    host = host.strip("[]").rstrip(".").lower()
    literal = literal_of(host)
    if literal is not None:
        return literal
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            raise ValueError("the host name is not valid") from None
    return host


class AddressGuard:
    """Decides for every request of the program whether it may go out. Immutable and picklable.

    Args:
        allow: ``host:port`` pairs that may be requested although their address is private. The host must be
            the one in the address requested: a pair with an IP address lets no name through that resolves to it.

    Raises:
        ValueError: If a pair is malformed.
    """

    def __init__(self, allow: Collection[str] = ()) -> None:
        self._allow = frozenset(self._pair(pair) for pair in allow)

    @staticmethod
    def _pair(pair: str) -> tuple[str, int]:
        parts = urlsplit(f"//{pair}")
        if not parts.hostname or parts.port is None:
            raise ValueError(f"{pair!r} is no host:port pair")
        return normalise_host(parts.hostname), parts.port

    @property
    def allowed(self) -> frozenset[tuple[str, int]]:
        """The pairs let through, as normalised host and port."""
        return self._allow

    def allows(self, host: str, port: int) -> bool:
        """Whether the pair is let through whatever its address is."""
        try:
            return (normalise_host(host), port) in self._allow
        except ValueError:
            return False

    def check_url(self, url: str) -> tuple[str, int]:
        """The host and port of an address whose form is acceptable; an IP literal is judged at once.

        Raises:
            ForbiddenAddress: If the scheme is not http(s), the host is missing or malformed, the address carries
                a user name or password, or its literal address is not public and not allowed.
        """
        if any(character <= " " or character in "\\\x7f" for character in url):
            raise ForbiddenAddress("the address holds spaces, control characters or backslashes")
        try:
            parts = urlsplit(url)
            port = parts.port
            host = normalise_host(parts.hostname or "")
        except ValueError:
            raise ForbiddenAddress("the address is malformed") from None
        scheme = parts.scheme
        if scheme not in {"http", "https"}:
            raise ForbiddenAddress(f"only http and https addresses are requested, not {scheme or 'others'!r}")
        if "@" in parts.netloc:
            raise ForbiddenAddress("the address carries a user name or password; write it without")
        if not host:
            raise ForbiddenAddress("the address has no host")
        if port is None:
            port = 443 if scheme == "https" else 80
        if port == 0:
            raise ForbiddenAddress("port 0 cannot be requested")
        literal = literal_of(host)
        if literal is not None:
            reason = self.judge(host, port, literal)
            if reason is not None:
                raise ForbiddenAddress(reason)
        return host, port

    def judge(self, host: str, port: int, ip: str) -> str | None:
        """Why ``host:port`` may not be reached at ``ip``, in words for people; None if it may."""
        reason = judge_address(ip)
        if reason is None or self.allows(host, port):
            return None
        shown = f"[{host}]" if ":" in host else host
        return f"address is private ({ip}: {reason}): add {shown}:{port} to fetch.allow if it is meant"
