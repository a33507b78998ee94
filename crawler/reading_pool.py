"""Processes that read documents, so that no document can hold up, crash or fill the program.

Each worker is one process with one task at a time: it is known which document a crash or a stand-still is due to, and
the worker is replaced.
"""

from __future__ import annotations

import asyncio
import multiprocessing
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from threading import Lock
from types import TracebackType
from typing import Any, Self, TypeVar

from config import Settings
from crawler.metrics import PROCESSES, PROCESSES_BUSY, READING
from crawler.reading_pool_worker import Crash, serve
from crawler.values import FetchFailure

T = TypeVar("T")

TASK_SECONDS = 20.0
"""The slowest documents of ``tests/hostile`` take 4 s of a processor, ordinary ones a tenth of one."""
_START_SECONDS = 120.0
_JOIN_SECONDS = 2.0
_CRASH_SECONDS = 0.2


class ReadingFailure(FetchFailure):
    """A document that brought its reader down, took too long, or was too large for it."""

    def __init__(self, message: str) -> None:
        super().__init__("content", message)


@cache
def _context() -> ForkServerContext:
    """Processes are forked from one that has everything loaded and runs no threads: safe, at once, memory shared."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["__main__", "crawler.reading_pool_preload"])
    return context


class _Worker:
    """One process and the pipe to it. Its methods block."""

    def __init__(self, settings: Settings, memory_bytes: int) -> None:
        self._settings = settings
        self._memory_bytes = memory_bytes
        self._process: multiprocessing.process.BaseProcess | None = None
        self._pipe: Connection | None = None
        self._ending = False
        # The loop's thread ends a worker while another thread waits for its answer.
        self._lock = Lock()

    def call(self, function: Callable[..., Any], arguments: tuple[Any, ...], seconds: float) -> Any:
        """Run a function in the process.

        Raises:
            ReadingFailure: If the process died of it, did not end in time, or the program is ending.
            RuntimeError: If the process cannot be started.
            Exception: What the function raised.
        """
        try:
            pipe = self._running()
            pipe.send((function, arguments))
            if not pipe.poll(seconds):
                self.stop()
                raise ReadingFailure(f"reading took longer than {seconds:.0f} s")
            answer = pipe.recv()
        except (EOFError, OSError):
            if self._ending:
                raise ReadingFailure("the program is ending") from None
            code = self.stop()
            ended = "" if code is None else f" (exit code {code})"
            raise ReadingFailure(f"the process that read it ended unexpectedly{ended}") from None
        if isinstance(answer, Crash):
            if answer.out_of_memory:
                self.stop()
                raise ReadingFailure("reading took more memory than allowed")
            raise answer.error
        return answer

    def _running(self) -> Connection:
        if self._process is not None and self._pipe is not None and self._process.is_alive():
            return self._pipe
        self.stop()
        if self._ending:
            raise ReadingFailure("the program is ending")
        context = _context()
        ours, theirs = context.Pipe()
        process = context.Process(
            target=serve,
            args=(theirs, self._settings, self._memory_bytes),
            name="zhongde-reader",
            daemon=True,
        )
        process.start()
        theirs.close()
        with self._lock:
            self._process, self._pipe = process, ours
            if self._ending:
                process.kill()
        if not ours.poll(_START_SECONDS):
            self.stop()
            raise RuntimeError("a reading process did not start")
        try:
            ours.recv()
        except EOFError:
            if self._ending:
                raise
            self.stop()
            raise RuntimeError("a reading process ended while it started; its error is above") from None
        return ours

    @property
    def process_id(self) -> int | None:
        """Of the process, while there is one."""
        process = self._process
        return None if process is None else process.pid

    def stop(self) -> int | None:
        """End the process, whatever it does; its exit code if it had ended before."""
        with self._lock:
            process, pipe = self._process, self._pipe
            self._process = self._pipe = None
        code = None
        if process is not None:
            process.join(_CRASH_SECONDS)
            code = process.exitcode
            process.kill()
            process.join(_JOIN_SECONDS)
        if pipe is not None:
            pipe.close()
        return code

    def end(self) -> None:
        """End the process, and start no other."""
        with self._lock:
            self._ending = True
            process = self._process
        if process is not None:
            process.kill()
            process.join(_JOIN_SECONDS)


class ReadingPool:
    """An asynchronous context of ``settings.workers`` processes. They start with their first task.

    Args:
        settings: The number of workers, and what they know besides what is shipped.
        task_seconds: Longest time for one document.
        memory_bytes: Address space that a worker may take on top of what it needs to start; 0 for no limit.
    """

    def __init__(
        self, settings: Settings, *, task_seconds: float = TASK_SECONDS, memory_bytes: int = 2 * 1024**3
    ) -> None:
        self._task_seconds = task_seconds
        self._workers = [_Worker(settings, memory_bytes) for _ in range(settings.workers)]
        # Last in, first out: while there is little to do, one process does it and the others need not start.
        self._idle: asyncio.LifoQueue[_Worker] = asyncio.LifoQueue()
        for worker in reversed(self._workers):
            self._idle.put_nowait(worker)
        self._threads = ThreadPoolExecutor(settings.workers, thread_name_prefix="reader")
        self._closing = False
        PROCESSES.set(settings.workers)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing = True
        await asyncio.gather(*(asyncio.to_thread(worker.end) for worker in self._workers))
        self._threads.shutdown(wait=False, cancel_futures=True)

    @property
    def process_ids(self) -> tuple[int, ...]:
        """The running processes."""
        return tuple(worker.process_id for worker in self._workers if worker.process_id is not None)

    async def run(self, function: Callable[..., T], *arguments: Any) -> T:
        """The result of a function run in one of the processes. Function, arguments and result must be picklable.

        Raises:
            ReadingFailure: If the document brought its reader down, or took too long.
            Exception: What the function raised.
        """
        worker = await self._idle.get()
        loop = asyncio.get_running_loop()
        task = loop.run_in_executor(self._threads, worker.call, function, arguments, self._task_seconds)
        started = loop.time()
        PROCESSES_BUSY.inc()
        task.add_done_callback(lambda done: self._give_back(worker, done, loop.time() - started))
        result: T = await asyncio.shield(task)
        return result

    def _give_back(self, worker: _Worker, done: asyncio.Future[Any], seconds: float) -> None:
        PROCESSES_BUSY.dec()
        READING.observe(seconds)
        if not done.cancelled():
            done.exception()  # if nobody waits any more, nobody is to be told
        if not self._closing:
            self._idle.put_nowait(worker)
