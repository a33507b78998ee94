"""A name resolver for the reactor that hands on only addresses which may be connected to.

Twisted's endpoints pass every host through the reactor's resolver, IP literals too, and connect to the very
addresses it gives: so this is the one place through which each connection of Scrapy goes, on every hop.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from time import monotonic
from typing import Any

from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.interfaces import IAddress, IHostnameResolver, IHostResolution, IResolutionReceiver
from zope.interface import implementer  # type: ignore[import-untyped]

from guard.addresses import AddressGuard

Lookup = Callable[[str, int], Sequence[str]]
"""From host and port to IP addresses; raises OSError if there are none. Runs in a thread."""

_CACHE_SECONDS = 60.0
_CACHE_ENTRIES = 10_000
_REFUSALS = 1_000


def system_lookup(host: str, port: int) -> list[str]:
    """All addresses of a host, by the operating system, in its order and without doubles."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(item[4][0]) for item in found))


@implementer(IHostResolution)
class _Resolution:
    """Names what is being resolved, as Twisted wants it."""

    def __init__(self, name: str) -> None:
        self.name = name

    def cancel(self) -> None:
        """Nothing to do: the answer of a thread is dropped when nobody waits for it."""


@implementer(IHostnameResolver)
class GuardedResolver:
    """Resolves, judges every answer, and hands on those that ``guard`` lets through.

    Answers are kept for a minute and judged again each time they are used.

    Args:
        guard: The judge. It can be replaced while the process runs.
        lookup: Where answers come from; the operating system if left out.
    """

    def __init__(self, guard: AddressGuard, lookup: Lookup = system_lookup) -> None:
        self.guard = guard
        self._lookup = lookup
        self._answers: OrderedDict[str, tuple[float, tuple[str, ...]]] = OrderedDict()
        self._refusals: OrderedDict[tuple[str, int], str] = OrderedDict()
        # Threads of its own: a name server that does not answer must not hold up the others' work.
        self._threads = ThreadPoolExecutor(max_workers=16, thread_name_prefix="resolve")

    def install(self, reactor: Any) -> None:
        """Make this the resolver of ``reactor``."""
        reactor.installNameResolver(self)

    def refusal(self, host: str, port: int) -> str | None:
        """Why the last resolution of ``host:port`` gave nothing that may be connected to, if that was so."""
        return self._refusals.get((host.lower(), port))

    def resolveHostName(  # noqa: N802, the interface's name
        self,
        resolutionReceiver: IResolutionReceiver,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[type[IAddress]] | None = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> IHostResolution:
        """See :class:`twisted.internet.interfaces.IHostnameResolver`."""
        resolution: Any = _Resolution(hostName)
        receiver: Any = resolutionReceiver
        receiver.resolutionBegan(resolution)

        def finish(answers: Sequence[str]) -> None:
            for ip in self._judged(hostName, portNumber, answers):
                kind = IPv6Address if ":" in ip else IPv4Address
                if addressTypes is None or kind in addressTypes:
                    address: Any = kind("TCP", ip, portNumber)
                    receiver.addressResolved(address)
            receiver.resolutionComplete()

        known = self._known(hostName)
        if known is not None:
            finish(known)
            return resolution  # type: ignore[no-any-return]

        def answered(future: asyncio.Future[Sequence[str]]) -> None:
            if future.cancelled() or future.exception() is not None:
                finish(())
                return
            finish(self._kept(hostName, future.result()))

        loop = asyncio.get_running_loop()
        loop.run_in_executor(self._threads, self._lookup, hostName, portNumber).add_done_callback(answered)
        return resolution  # type: ignore[no-any-return]

    async def addresses(self, host: str, port: int) -> list[str]:
        """The addresses of a host that may be connected to; none if it has none, or none that may."""
        known = self._known(host)
        if known is None:
            loop = asyncio.get_running_loop()
            try:
                found = await loop.run_in_executor(self._threads, self._lookup, host, port)
            except OSError:
                found = ()
            known = self._kept(host, found) if found else ()
        return self._judged(host, port, known)

    def _kept(self, host: str, found: Sequence[str]) -> tuple[str, ...]:
        answers = tuple(found)
        self._answers[host.lower()] = (monotonic(), answers)
        if len(self._answers) > _CACHE_ENTRIES:
            self._answers.popitem(last=False)
        return answers

    def _known(self, host: str) -> Sequence[str] | None:
        """The answer for an IP literal or a name asked lately."""
        try:
            return (str(ipaddress.ip_address(host.partition("%")[0])),)
        except ValueError:
            pass
        kept = self._answers.get(host.lower())
        if kept is None or monotonic() - kept[0] > _CACHE_SECONDS:
            return None
        return kept[1]

    def _judged(self, host: str, port: int, answers: Sequence[str]) -> list[str]:
        """The answers that may be connected to; if none may, the reason is kept for :meth:`refusal`."""
        judged = [(ip, self.guard.judge(host, port, ip)) for ip in answers]
        allowed = [ip for ip, reason in judged if reason is None]
        key = (host.lower(), port)
        self._refusals.pop(key, None)
        if judged and not allowed:
            self._refusals[key] = next(reason for _, reason in judged if reason is not None)
            if len(self._refusals) > _REFUSALS:
                self._refusals.popitem(last=False)
        return allowed
