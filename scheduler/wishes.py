"""What signals ask of a process that stays up: an end, or a beginning with another configuration."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Mapping

import structlog

from config import ConfigurationError, Settings, SourceDeclaration

Configuration = tuple[Settings, Mapping[str, SourceDeclaration]]
"""Settings, and all sources by id."""

Reload = Callable[[], Configuration]
"""Reads the configuration. Raises ConfigurationError if it cannot be used."""

_FIXED = ("database", "engine")
"""What changes with a restart only."""

_log = structlog.get_logger("zhongde.scheduler")


class Wishes:
    """SIGTERM and SIGINT ask for an end, SIGHUP for a beginning with the configuration as it is then.

    ``stop`` is set for both. A configuration that cannot be used, or names another database or engine, is refused with
    words in the log, and the old one stays.

    Args:
        current: The configuration of the start.
        reload: Reads it again; without it SIGHUP is ignored.
    """

    def __init__(self, current: Configuration, reload: Reload | None) -> None:
        self.stop = asyncio.Event()
        self.current = current
        self._reload = reload
        self._wanted: Configuration | None = None
        self._ended = False
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._end)
        loop.add_signal_handler(signal.SIGHUP, self._begin_anew)

    def _end(self) -> None:
        self._ended = True
        self.stop.set()

    def _begin_anew(self) -> None:
        if self._reload is None:
            return
        try:
            wanted = self._reload()
        except ConfigurationError as error:
            _log.error("configuration refused, the old one stays", error=str(error))
            return
        for key in _FIXED:
            if getattr(wanted[0], key) != getattr(self.current[0], key):
                _log.error(
                    "configuration refused, the old one stays", error=f"{key!r} changes with a restart only"
                )
                return
        _log.info("configuration read again")
        self._wanted = wanted
        self.stop.set()

    def go_on(self) -> bool:
        """Whether there is to be another beginning, with what is now ``current``."""
        if self._ended:
            return False
        if self._wanted is not None:
            self.current, self._wanted = self._wanted, None
        self.stop.clear()
        return True
