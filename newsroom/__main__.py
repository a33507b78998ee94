"""``python -m newsroom``: serve the invented sites, and publish the next item on Enter."""

from __future__ import annotations

import signal
import sys
import threading
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from newsroom.control import Control, configuration
from newsroom.errors import NewsroomError
from newsroom.newsroom import Newsroom
from newsroom.values import Item

_END = (signal.SIGINT, signal.SIGTERM)

application = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@application.command()
def main(
    first_port: Annotated[int, typer.Option(help="Port of the first site; 0 takes free ones.")] = 8801,
    control_port: Annotated[int, typer.Option(help="Port that takes orders; 0 takes a free one.")] = 8800,
    host: Annotated[str, typer.Option(help="Loopback address to listen on.")] = "127.0.0.1",
    today: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Pretend that it is this day.")
    ] = None,
    config: Annotated[
        Path | None, typer.Option(help="Write a zhongde.yaml that watches the sites to this new file.")
    ] = None,
    every: Annotated[str, typer.Option(help="Poll interval in that file, such as 1m.")] = "1m",
    publish_every: Annotated[
        float, typer.Option(min=0, help="Publish the next held item every so many seconds; 0: on Enter only.")
    ] = 0,
) -> None:
    """Serve a small world of invented news sites on loopback until Ctrl+C or SIGTERM."""
    console = Console(highlight=False, soft_wrap=True)
    # Blocked here and in all threads, and waited for below: a handler's exception gets lost when it is raised
    # in a place that drops exceptions, such as a finalizer.
    signal.pthread_sigmask(signal.SIG_BLOCK, _END)
    try:
        with ExitStack() as stack:
            newsroom = stack.enter_context(
                Newsroom(today.date() if today else None, host=host, first_port=first_port)
            )
            control = Control(newsroom, control_port)
            stack.callback(control.stop)
            if config is not None:
                _write(config, configuration(newsroom, every))
            _introduce(console, newsroom, control)
            _serve(console, newsroom, publish_every)
    except NewsroomError as error:
        Console(stderr=True, highlight=False, soft_wrap=True).print(f"newsroom: {error}", markup=False)
        raise typer.Exit(2) from None
    console.print("Closed.")


def _write(path: Path, text: str) -> None:
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise NewsroomError(f"{path} exists already\n  Name a new file for --config.") from None
    except OSError as error:
        raise NewsroomError(f"{path} cannot be written: {error.strerror}") from None


def _introduce(console: Console, newsroom: Newsroom, control: Control) -> None:
    for site in newsroom.sites:
        console.print(f"{site.language}  {site.access:13}{site.url}  {site.name}", markup=False)
    console.print(f"Held items: {len(newsroom.held)}. Control: {control.url}")
    console.print("Enter publishes the next one (or: POST /publish to the control port). Ctrl+C ends.")


def _serve(console: Console, newsroom: Newsroom, publish_every: float) -> None:
    if publish_every:
        threading.Thread(
            target=_publish_regularly, args=(console, newsroom, publish_every), daemon=True
        ).start()
    if sys.stdin is not None:
        threading.Thread(target=_publish_on_enter, args=(console, newsroom), daemon=True).start()
    signal.sigwait(_END)


def _publish_on_enter(console: Console, newsroom: Newsroom) -> None:
    # Unbuffered: a thread that waits for input would hold the buffer's lock, which the interpreter needs to end.
    with open(sys.stdin.fileno(), "rb", buffering=0, closefd=False) as typed:
        for _line in typed:
            _report(console, newsroom.publish_next())


def _publish_regularly(console: Console, newsroom: Newsroom, seconds: float) -> None:
    pause = threading.Event()
    while newsroom.held:
        pause.wait(seconds)
        _report(console, newsroom.publish_next())


def _report(console: Console, item: Item | None) -> None:
    if item is None:
        console.print("All items are out; POST /generate?count=1 to the control port makes new ones.")
    else:
        kind = "deal" if item.alert else "no deal"
        console.print(f"Published ({kind}): {item.title}\n  {item.url}", markup=False)


if __name__ == "__main__":
    application(prog_name="python -m newsroom")
