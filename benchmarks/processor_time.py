"""Processor time and memory of a process and of those that it started, as Linux counts them."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def descendants(process: int) -> list[int]:
    """The process and all that it or its children started."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            with suppress(OSError):
                fields = _fields(int(entry.name))
                parents.setdefault(int(fields[1]), []).append(int(entry.name))
    found = [process]
    for each in found:
        found += parents.get(each, [])
    return found


def _fields(process: int) -> list[str]:
    """The fields of ``/proc/PID/stat`` behind the name, which may hold anything."""
    return (
        Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    )


def processor_seconds(process: int) -> float:
    """User and system time of a process and its descendants, those included that have ended and been waited for."""
    total = 0
    for each in descendants(process):
        with suppress(OSError):
            total += sum(int(value) for value in _fields(each)[11:15])
    return total / _TICKS


def megabytes(process: int, name: str = "VmHWM") -> float:
    """Resident memory in MiB: ``VmRSS`` now, ``VmHWM`` at most so far."""
    for line in Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) / 1024
    return 0.0
