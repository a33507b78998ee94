"""What a program that stays up has loaded, taken out of the garbage collector's way."""

from __future__ import annotations

import gc
from functools import cache


@cache
def settle() -> None:
    """Let the collector pass over everything that is there now; once a process, when it has begun.

    Modules, settings and the catalogue are several hundred thousand objects that stay. A full collection looks at each
    of them while the event loop stands still: 200 to 300 ms, every hundred pages or so.
    """
    gc.collect()
    gc.freeze()
