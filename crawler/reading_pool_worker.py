"""What a reading process does: it waits for functions and runs them, with what it knows at hand."""

from __future__ import annotations

import os
import resource
import signal
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING

from config import Settings

if TYPE_CHECKING:
    from analysis.knowledge import Knowledge

NICENESS = 10

_settings: Settings | None = None
_knowledge: Knowledge | None = None


@dataclass(frozen=True, slots=True)
class Crash:
    """An exception on its way back."""

    error: Exception
    out_of_memory: bool = False


def knowledge() -> Knowledge:
    """What reading knows beforehand, built once a process and only where it is needed."""
    global _knowledge
    if _knowledge is None:
        from analysis.knowledge import Knowledge

        _knowledge = Knowledge.from_settings(_settings) if _settings is not None else Knowledge.shipped()
    return _knowledge


def serve(pipe: Connection, settings: Settings, memory_bytes: int) -> None:
    """Run functions until the other end of the pipe is closed, which also happens when the program is killed."""
    global _settings
    _settings = settings
    # An interrupt from the terminal goes to every process of the group; the program decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    # Reading can wait for those who look at the page or are being answered by the program on the same processors.
    os.nice(NICENESS)
    if memory_bytes:
        limit = memory_bytes + _address_space()
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    pipe.send(None)
    while True:
        try:
            function, arguments = pipe.recv()
        except (EOFError, OSError):
            return
        try:
            answer = function(*arguments)
        except MemoryError:
            answer = Crash(RuntimeError("out of memory"), out_of_memory=True)
        except Exception as error:  # noqa: BLE001, it is raised again in the program
            answer = Crash(error)
        try:
            pipe.send(answer)
        except (BrokenPipeError, OSError):
            return
        except Exception as error:  # noqa: BLE001, what cannot be pickled is told in words
            pipe.send(Crash(RuntimeError(f"{type(error).__name__}: {error}")))


def _address_space() -> int:
    """The process's present address space in bytes, 0 where the system does not tell."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123, no path to speak of
            return int(file.read().split()[0]) * resource.getpagesize()
    except (OSError, ValueError, IndexError):
        return 0
