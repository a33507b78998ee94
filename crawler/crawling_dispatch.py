"""Work by host: so much at once in all, so much at once a host, and no host holds up the others."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable

Job = Callable[[], Awaitable[None]]


class Dispatcher:
    """Starts jobs, the oldest of each host first, hosts in turn.

    Args:
        limit: Jobs at once.
        parallel: Jobs at once for a given host.
    """

    def __init__(self, limit: int, parallel: Callable[[str], int]) -> None:
        self._limit = limit
        self._parallel = parallel
        self._waiting: dict[str, deque[Job]] = {}
        self._active: dict[str, int] = {}
        self._ready: OrderedDict[str, None] = OrderedDict()
        self._tasks: set[asyncio.Task[None]] = set()
        self._failure: BaseException | None = None
        self._closed = False

    @property
    def running(self) -> int:
        """Jobs that run."""
        return len(self._tasks)

    @property
    def open_jobs(self) -> int:
        """Jobs that run or wait."""
        return len(self._tasks) + sum(map(len, self._waiting.values()))

    def submit(self, host: str, job: Job) -> None:
        """Add a job. It deals with the failures it expects; one that it raises stops everything."""
        if self._closed:
            return
        self._waiting.setdefault(host, deque()).append(job)
        self._mark_ready(host)
        self._start()

    def _mark_ready(self, host: str) -> None:
        has_room = self._active.get(host, 0) < self._parallel(host)
        if host in self._waiting and has_room:
            self._ready.setdefault(host)

    def _start(self) -> None:
        while self._ready and len(self._tasks) < self._limit and not self._closed:
            host, _ = self._ready.popitem(last=False)
            jobs = self._waiting[host]
            job = jobs.popleft()
            if not jobs:
                del self._waiting[host]
            self._active[host] = self._active.get(host, 0) + 1
            task = asyncio.ensure_future(job())
            self._tasks.add(task)
            task.add_done_callback(lambda done, host=host: self._ended(host, done))  # type: ignore[misc]
            self._mark_ready(host)

    def _ended(self, host: str, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._active[host] -= 1
        if not self._active[host]:
            del self._active[host]
        if not task.cancelled() and (error := task.exception()) is not None and self._failure is None:
            self._failure = error
            self.stop()
        self._mark_ready(host)
        self._start()

    async def drain(self) -> None:
        """Wait until all jobs are done, those included that are added meanwhile.

        Raises:
            Exception: What a job raised; the others have been stopped.
        """
        while self._tasks:
            await asyncio.wait(self._tasks)
        self.raise_failure()

    def raise_failure(self) -> None:
        """Raise what a job raised, if one did."""
        if self._failure is not None:
            raise self._failure

    def take_failure(self) -> BaseException | None:
        """What a job raised, if one did; new jobs are taken again afterwards."""
        failure, self._failure = self._failure, None
        if failure is not None:
            self._closed = False
        return failure

    def stop(self) -> None:
        """Cancel what runs, forget what waits, take nothing more."""
        self._closed = True
        self._waiting.clear()
        self._ready.clear()
        for task in self._tasks:
            task.cancel()

    async def close(self) -> None:
        """Stop, and wait for it."""
        self.stop()
        if self._tasks:
            await asyncio.wait(self._tasks)
