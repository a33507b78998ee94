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
from types import TracebackType
from typing import Any, Self, TypeVar

from config import Settings
from crawler.reading_pool_worker import Crash, serve
from crawler.values import FetchFailure

T = TypeVar("T")

TASK_SECONDS = 60.0
_START_SECONDS = 120.0
_JOIN_SECONDS = 2.0


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

    def call(self, function: Callable[..., Any], arguments: tuple[Any, ...], seconds: float) -> Any:
        """Run a function in the process.

        Raises:
            ReadingFailure: If the process died of it, or did not end in time.
            Exception: What the function raised.
        """
        pipe = self._running()
        try:
            pipe.send((function, arguments))
            if not pipe.poll(seconds):
                self.stop()
                raise ReadingFailure(f"reading took longer than {seconds:.0f} s")
            answer = pipe.recv()
        except (EOFError, OSError):
            code = self._exit_code()
            self.stop()
            raise ReadingFailure(f"the process that read it ended unexpectedly{code}") from None
        if isinstance(answer, Crash):
            if answer.out_of_memory:
                self.stop()
                raise ReadingFailure("reading took more memory than allowed")
            raise answer.error
        return answer

    def _running(self) -> Connection:
        if self._process is None or self._pipe is None or not self._process.is_alive():
            self.stop()
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
            self._process, self._pipe = process, ours
            if not ours.poll(_START_SECONDS):
                self.stop()
                raise RuntimeError("a reading process did not start")
            try:
                ours.recv()
            except EOFError:
                self.stop()
                raise RuntimeError("a reading process ended while it started; its error is above") from None
        return self._pipe

    def _exit_code(self) -> str:
        if self._process is None:
            return ""
        self._process.join(_JOIN_SECONDS)
        return "" if self._process.exitcode is None else f" (exit code {self._process.exitcode})"

    @property
    def process_id(self) -> int | None:
        """Of the process, while there is one."""
        return None if self._process is None else self._process.pid

    def stop(self) -> None:
        """End the process, whatever it does."""
        if self._process is not None:
            self._process.kill()
            self._process.join(_JOIN_SECONDS)
        if self._pipe is not None:
            self._pipe.close()
        self._process = self._pipe = None


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

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing = True
        await asyncio.gather(*(asyncio.to_thread(worker.stop) for worker in self._workers))
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
        task.add_done_callback(lambda done: self._give_back(worker, done))
        result: T = await asyncio.shield(task)
        return result

    def _give_back(self, worker: _Worker, done: asyncio.Future[Any]) -> None:
        if not done.cancelled():
            done.exception()  # if nobody waits any more, nobody is to be told
        if not self._closing:
            self._idle.put_nowait(worker)
