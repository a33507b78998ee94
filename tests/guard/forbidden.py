"""Addresses that must never be connected to, in the spellings by which guards of others were passed.

``{port}`` stands for the port of a server that counts its visitors. It listens on loopback, which all these would reach
or whose owner has no business there.
"""

from __future__ import annotations

_IPV4 = (
    "127.0.0.1", "127.0.0.2", "127.255.255.254", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.0.0.1",
    "0x7f.1", "0X7F.0X0.0X0.0X1", "0177.0.0.1", "017700000001", "0177.0.0.01", "00000177.1", "127.0.0.1.", "127.1.",
    "0.0.0.0", "0", "0x0", "１２７.０.０.１", "①②⑦.⓪.⓪.①", "127。0。0。1", "127｡0｡0｡1", "%31%32%37.0.0.1",
    "127%2e0%2e0%2e1", "10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.254", "192.168.0.1", "100.64.0.1",
    "100.100.100.200", "169.254.169.254", "169.254.170.2", "168.63.129.16", "192.0.0.192", "198.18.0.1", "192.0.2.1",
    "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255", "2852039166",
    "0xa9fea9fe", "0251.0376.0251.0376", "127.0.0.\u00ad1", "127.0.0.\u200b1", "¹²⁷.⁰.⁰.¹", "١٢٧.٠.٠.١", "127%252e0.0.1",
    "127.0.0.1%0d%0a", "0x7f000001.", "00.0.0.0", "0x100000000", "4294967295", "192.88.99.1", "0300.0250.0.1",
)  # fmt: skip

_IPV6 = (
    "[::1]", "[::]", "[0:0:0:0:0:0:0:1]", "[0000::0001]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]",
    "[::ffff:0:127.0.0.1]", "[64:ff9b::127.0.0.1]", "[64:ff9b::7f00:1]", "[64:ff9b:1::7f00:1]", "[64:ff9b::a9fe:a9fe]",
    "[2002:7f00:1::]", "[2002:a9fe:a9fe::1]", "[2001:0:7f00:1::]", "[fe80::1]", "[fe80::1%25lo]", "[fe80::1%lo]",
    "[::1%25lo]", "[fc00::1]", "[fd00:ec2::254]", "[fec0::1]", "[ff02::1]", "[2001:db8::1]", "[::ffff:169.254.169.254]",
    "[::ffff:10.0.0.1]", "[2a00:1450::200:5efe:7f00:1]", "[::7f00:1]", "[::ffff:0.0.0.0]", "[64:ff9b::10.0.0.1]",
    "[2002:a00:1::1]", "[100::1]", "[5f00::1]", "[3fff::1]", "[2001:20::1]", "[2001:2::1]", "[fe80::ffff:127.0.0.1]",
    "[::FFFF:7F00:1]", "[0:0:0:0:0:ffff:127.0.0.1]", "[2001:db8::5efe:127.0.0.1]", "[fdff:ffff::1]",
)  # fmt: skip

NAMES = {
    "localhost": ("127.0.0.1", "::1"),
    "sub.localhost": ("127.0.0.1",),
    "localhost.localdomain": ("127.0.0.1",),
    "loopback.example": ("127.0.0.1",),
    "six.example": ("::1",),
    "mapped.example": ("::ffff:127.0.0.1",),
    "nat64.example": ("64:ff9b::7f00:1",),
    "zero.example": ("0.0.0.0",),
    "private.example": ("10.1.2.3", "192.168.7.7"),
    "metadata.example": ("169.254.169.254",),
    "shared.example": ("100.64.1.1",),
    "multicast.example": ("224.0.0.251",),
    "linklocal.example": ("fe80::1",),
}
"""Names whose every answer is forbidden."""

PUBLIC = "93.184.215.14"
MIXED = {
    "mixed-first.example": ("127.0.0.1", PUBLIC),
    "mixed-last.example": (PUBLIC, "127.0.0.1"),
    "mixed-many.example": ("10.0.0.1", "::1", PUBLIC, "169.254.169.254"),
}
"""Names with a forbidden answer among others: only the public one may be tried."""

REBINDING = "rebinding.example"
"""Its first answer is public, all later ones are loopback."""

_READINGS = (
    "http://public.example@127.0.0.1:{port}/x",
    "http://public.example:80@127.0.0.1:{port}/x",
    "http://127.0.0.1:{port}\\@public.example/x",
    "http://public.example\\@127.0.0.1:{port}/x",
    "http://127.0.0.1:{port}#@public.example/x",
    "http://127.0.0.1:{port}?@public.example/x",
    "http:///127.0.0.1:{port}/x",
    "http:127.0.0.1:{port}/x",
    "http:\\\\127.0.0.1:{port}\\x",
    "http://\t127.0.0.1:{port}/x",
    "http://127.0.0.1:{port}\r\n/x",
    "http://127.0.0.1%00.public.example:{port}/x",
    "HTTP://LOCALHOST:{port}/x",
    "http://localhost.:{port}/x",
    "//127.0.0.1:{port}/x",
    "gopher://127.0.0.1:{port}/_GET",
    "ftp://127.0.0.1:{port}/x",
    "file:///etc/passwd",
    "dict://127.0.0.1:{port}/info",
    "http:/127.0.0.1:{port}/x",
    "http:\\/\\/127.0.0.1:{port}/x",
    "http://public.example%40127.0.0.1:{port}/x",
    "http://public.example;@127.0.0.1:{port}/x",
    "http://[127.0.0.1]:{port}/x",
    "http://[::1%25]:{port}/x",
    "http://127.0.0.1\u3000:{port}/x",
    "http://loc\u00adalhost:{port}/x",
    "http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ:{port}/x",
    "http://ｌｏｃａｌｈｏｓｔ:{port}/x",
    "http://user:password@localhost:{port}/x",
    "view-source:http://127.0.0.1:{port}/x",
    "feed:http://127.0.0.1:{port}/x",
    "data:text/html,x",
)
"""Addresses that two readers take for different hosts, and other schemes."""


def spellings(port: int) -> list[str]:
    """Addresses each of which must not be connected to."""
    hosts = [*_IPV4, *_IPV6, *NAMES]
    return [f"http://{host}:{port}/x" for host in hosts] + [
        text.replace("{port}", str(port)) for text in _READINGS
    ]


def redirects(port: int) -> list[tuple[int, str]]:
    """Status and Location of answers that lead to what must not be connected to."""
    plain = [(status, f"http://127.0.0.1:{port}/x") for status in (301, 302, 303, 307, 308)]
    hosts = (
        "localhost", "127.1", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]", "[64:ff9b::7f00:1]", "0.0.0.0",
        "metadata.example", "169.254.169.254", REBINDING, "public.example@127.0.0.1", "public.example\\@127.0.0.1",
    )  # fmt: skip
    return [
        *plain,
        *((302, f"http://{host}:{port}/x") for host in hosts),
        (302, f"//127.0.0.1:{port}/x"),
        (302, f" \thttp://127.0.0.1:{port}/x"),
        (302, f"https://127.0.0.1:{port}/x"),
        (302, f"gopher://127.0.0.1:{port}/x"),
        (302, "file:///etc/passwd"),
        (300, f"http://127.0.0.1:{port}/x"),
        (302, f"HTTP://127.0.0.1:{port}/x"),
        (302, f"http:127.0.0.1:{port}/x"),
        (302, f"/\\127.0.0.1:{port}/x"),
        (302, f"\\\\127.0.0.1:{port}\\x"),
        (302, f"///127.0.0.1:{port}/x"),
        (302, f"http:///127.0.0.1:{port}/x"),
        (302, f"http://[::ffff:0:127.0.0.1]:{port}/x"),
        (302, f"http://127.0.0.1:{port}/x#@public.example"),
        (302, f"http://public.example%40127.0.0.1:{port}/x"),
        (302, f"feed:http://127.0.0.1:{port}/x"),
        (302, f"data:text/html;base64,{port}"),
    ]


def targets(port: int) -> list[str]:
    """All addresses of the list that are asked for directly: spellings, the rebinding name, mixed answers."""
    return [*spellings(port), *(f"http://{host}:{port}/x" for host in (REBINDING, *MIXED))]
