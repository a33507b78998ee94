"""The event loop of the program: asyncio, with Twisted's reactor on it and our resolver in the reactor.

The reactor is started on the loop but never owns it, so :func:`run` can be called as often as one likes.
"""

from __future__ import annotations

import asyncio
import signal
import sys
import threading
from collections.abc import Awaitable, Callable
from typing import Any, Self, TypeVar

from guard import AddressGuard
from guard.resolver import GuardedResolver

T = TypeVar("T")

_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
_SIGTERM_EXIT = 128 + signal.SIGTERM
_resolver: GuardedResolver | None = None


def resolver_of_process() -> GuardedResolver:
    """The resolver in the reactor. It lets only public addresses through until a crawl gives it a guard."""
    global _resolver
    if _resolver is None:
        _resolver = GuardedResolver(AddressGuard())
    return _resolver


class ProjectResolver:
    """The resolver for ``scrapy crawl``, where Scrapy installs the reactor itself."""

    def __init__(self, reactor: Any) -> None:
        self._reactor = reactor

    @classmethod
    def from_crawler(cls, _crawler: object, reactor: Any) -> Self:
        """As Scrapy makes its resolvers."""
        return cls(reactor)

    def install_on_reactor(self) -> None:
        """Put ours into the reactor."""
        resolver_of_process().install(self._reactor)


def install() -> asyncio.AbstractEventLoop:
    """Install the reactor with our resolver, if that has not been done; its event loop is returned.

    Raises:
        RuntimeError: If another kind of reactor is installed already.
    """
    from scrapy.utils.reactor import install_reactor, is_reactor_installed, verify_installed_reactor

    if not is_reactor_installed():
        asyncio.set_event_loop(asyncio.new_event_loop())
        install_reactor(_REACTOR)
    verify_installed_reactor(_REACTOR)
    from twisted.internet import reactor

    resolver_of_process().install(reactor)
    loop: asyncio.AbstractEventLoop = reactor._asyncioEventloop
    if not reactor.running:
        reactor.startRunning(installSignalHandlers=False)
    return loop


def run(function: Callable[[], Awaitable[T]]) -> T:
    """Run an asynchronous function to its end on the reactor's loop.

    SIGINT and SIGTERM cancel it; it may tidy up, and then the program ends as it does by these signals. A function that
    handles signals in its own way replaces these handlers on the running loop.

    Raises:
        KeyboardInterrupt: After SIGINT.
        SystemExit: With code 143 after SIGTERM.
    """
    loop = install()
    asyncio.set_event_loop(loop)
    caught: list[int] = []

    async def main() -> T:
        return await function()

    task = loop.create_task(main())

    def stop(number: int) -> None:
        caught.append(number)
        task.cancel()

    signals = (signal.SIGINT, signal.SIGTERM) if threading.current_thread() is threading.main_thread() else ()
    before = {number: signal.getsignal(number) for number in signals}
    for number in signals:
        loop.add_signal_handler(number, stop, number)
    try:
        return loop.run_until_complete(task)
    except asyncio.CancelledError:
        if signal.SIGINT in caught:
            raise KeyboardInterrupt from None
        if caught:
            sys.exit(_SIGTERM_EXIT)
        raise
    finally:
        for number in signals:
            loop.remove_signal_handler(number)
            signal.signal(number, before[number] or signal.SIG_DFL)
        _finish(loop)


def _finish(loop: asyncio.AbstractEventLoop) -> None:
    """Let what is still scheduled see its cancellation."""
    left = [task for task in asyncio.all_tasks(loop) if not task.done()]
    for task in left:
        task.cancel()
    if left:
        loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
    loop.run_until_complete(loop.shutdown_asyncgens())
