"""Who works and what waits with ``engine: procrastinate``, for ``zhongde status``."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from storage.queue import QueueState


def engine_of(state: QueueState, now: datetime) -> dict[str, Any]:
    """The state as plain values. Processes are named by machine and number."""
    return {
        "name": "procrastinate",
        "scheduler": state.scheduler,
        "standing_by": list(state.standing_by),
        "workers": list(state.workers),
        "queue": {
            task.task: {
                "waiting": task.waiting,
                "doing": task.doing,
                "oldest_seconds": None
                if task.oldest is None
                else max(0, round((now - task.oldest).total_seconds())),
            }
            for task in state.tasks
        },
    }


def engine_lines(engine: dict[str, Any]) -> list[str]:
    """The same for people."""
    scheduler = engine["scheduler"] or "none; start one with 'zhongde run'"
    standing_by = f" ({len(engine['standing_by'])} standing by)" if engine["standing_by"] else ""
    workers = ", ".join(engine["workers"]) or "none; start some with 'zhongde worker'"
    queue = ", ".join(
        f"{task}: {count['waiting']} waiting, {count['doing']} being done"
        for task, count in engine["queue"].items()
    )
    return [
        f"scheduler:  {scheduler}{standing_by}",
        f"workers:    {workers}",
        f"queue:      {queue or 'empty'}",
    ]
