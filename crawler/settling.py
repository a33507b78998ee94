"""A program that stays up makes itself at home: what it has loaded stays, and its threads share the interpreter."""

from __future__ import annotations

import gc
import sys
from functools import cache

_SWITCH_SECONDS = 0.0005


@cache
def settle() -> None:
    """Let the collector pass over everything that is there now; once a process, when it has begun.

    Modules, settings and the catalogue are several hundred thousand objects that stay. A full collection looks at each
    of them while the event loop stands still: 200 to 300 ms, every hundred pages or so.

    Threads change more often than every five milliseconds, too: the one that stores lets go of the interpreter with
    each statement, twenty times an article, and waited for the event loop each time. Workers stored a tenth more so.
    """
    gc.collect()
    gc.freeze()
    sys.setswitchinterval(_SWITCH_SECONDS)
