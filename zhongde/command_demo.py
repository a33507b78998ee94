"""``zhongde demo``: the whole way on a small world of news sites on this machine, with the program's own commands."""

from __future__ import annotations

import base64
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zhongde.output import say, warn
from zhongde.running import ExitCode

if TYPE_CHECKING:
    from newsroom import Newsroom
    from zhongde.demo_receivers import MailCatcher, WebhookReceiver

_EVERY = "2s"
_PATIENCE_SECONDS = 45
_FOLDER = "zhongde-demo"


def demo(
    keep: Annotated[
        bool, typer.Option("--keep", help="Leave sites and daemon running to play with, until Ctrl-C.")
    ] = False,
    language: Annotated[str, typer.Option(metavar="en|de|zh", help="Language of the digests.")] = "en",
    folder: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="New folder for what the demo leaves behind.")
    ] = None,
) -> int:
    """See the program do its job: news sites, a mail server and a webhook receiver on this machine, no network.

    It crawls the sites, lists the deals found, sends a digest by mail and webhook, then publishes a new item while
    the daemon runs, and shows the alert arrive. Everything it leaves lies in one folder, which it names.

    [bold]zhongde demo --keep[/bold]
    """
    if language not in ("en", "de", "zh"):
        raise typer.BadParameter(f"{language!r} is none of en, de, zh", param_hint="--language")
    place = _new_folder(folder)
    with ExitStack() as stack:
        world = stack.enter_context(_world(place, language))
        failures = _show(world, keep=keep)
    say(f"\nEverything of this demo lies in {place}; remove the folder to be rid of it.")
    for failure in failures:
        warn(f"zhongde: {failure}")
    return ExitCode.PARTIAL if failures else ExitCode.OK


def _new_folder(wanted: Path | None) -> Path:
    """A folder that did not exist before.

    Raises:
        ConfigurationError: If the one wanted is there already, or cannot be made.
    """
    from config import ConfigurationError

    place = (wanted or Path(_FOLDER)).absolute()
    number = 2
    while wanted is None and place.exists():
        place = Path(f"{_FOLDER}-{number}").absolute()
        number += 1
    try:
        place.mkdir(parents=True)
    except FileExistsError:
        raise ConfigurationError(
            "exists already", remedy="Name a folder that does not exist yet.", source=str(place)
        ) from None
    except OSError as error:
        raise ConfigurationError(
            f"cannot be made: {error.strerror}", remedy="Go where you may write.", source=str(place)
        ) from None
    return place


class _World:
    """The sites and receivers of one demo, and the program's commands run against them."""

    def __init__(
        self, folder: Path, config: Path, newsroom: Newsroom, mails: MailCatcher, hooks: WebhookReceiver
    ) -> None:
        self.folder = folder
        self.config = config
        self.newsroom = newsroom
        self.mails = mails
        self.hooks = hooks

    def command(self, *arguments: str) -> list[str]:
        """A command line of this program with the demo's configuration."""
        return [sys.executable, "-m", "zhongde", *arguments, "--config", str(self.config)]

    def run(self, *arguments: str) -> int:
        """Run a command as a user would, its output on this terminal."""
        say(f"\n$ zhongde {' '.join(arguments)}")
        return subprocess.run(  # noqa: S603 - our own program
            self.command(*arguments), check=False
        ).returncode

    @contextmanager
    def daemon(self, page: str | None) -> Iterator[subprocess.Popen[bytes]]:
        """``zhongde run`` while the block lasts, with its page at an address if one is given; its log is kept."""
        command = self.command("run", *(("--web", page) if page else ()))
        with (self.folder / "daemon.log").open("wb") as log:
            process = subprocess.Popen(command, stdout=log, stderr=log)  # noqa: S603 - our own program
            try:
                yield process
            finally:
                if process.poll() is None:
                    process.send_signal(signal.SIGTERM)
                process.wait(timeout=30)


@contextmanager
def _world(folder: Path, language: str) -> Iterator[_World]:
    from newsroom import Newsroom
    from zhongde.demo_configuration import write_configuration
    from zhongde.demo_receivers import MailCatcher, WebhookReceiver

    secret = "whsec_" + base64.b64encode(secrets.token_bytes(24)).decode()
    mails = MailCatcher(folder / "mail")
    hooks = WebhookReceiver(folder / "webhook", secret)
    with ExitStack() as stack:
        newsroom = stack.enter_context(Newsroom())
        mails.start()
        stack.callback(mails.stop)
        hooks.start()
        stack.callback(hooks.stop)
        config = write_configuration(
            folder,
            newsroom,
            smtp_port=mails.port,
            webhook_url=hooks.url,
            webhook_port=hooks.port,
            secret=secret,
            language=language,
            every=_EVERY,
        )
        say(
            f"{len(newsroom.sites)} news sites, a mail server and a webhook receiver run on this machine; "
            f"no network is needed.\nConfiguration: {config}"
        )
        yield _World(folder, config, newsroom, mails, hooks)


def _show(world: _World, *, keep: bool) -> list[str]:
    failures: list[str] = []
    if world.run("crawl", "--all") not in (ExitCode.OK, ExitCode.PARTIAL):
        failures.append("the crawl failed")
    if world.run("deals") != ExitCode.OK:
        failures.append("the deals could not be listed")
    digest = world.folder / "digest.html"
    if world.run("digest", "send", "morning", "--out", str(digest)) != ExitCode.OK:
        failures.append("the digest could not be sent")
    say(f"\nThe digest as a page, to open in a browser: {digest}")
    failures += _arrived(world)
    failures += _alert(world, keep=keep)
    return failures


def _arrived(world: _World, mails_before: int = 0, hooks_before: int = 0) -> list[str]:
    """Say what arrived since then; what did not hold is returned."""
    for mail in world.mails.mails[mails_before:]:
        say(f"  mail to {mail.recipient}: {mail.subject}\n    {mail.file}")
    failures = []
    for hook in world.hooks.webhooks[hooks_before:]:
        news = len(hook.payload["data"]["news"]) + len(hook.payload["data"]["updates"])
        verdict = "signature holds" if hook.signature_holds else "SIGNATURE DOES NOT HOLD"
        say(f"  webhook {hook.id}: {news} deals, {verdict}\n    {hook.file}")
        if not hook.signature_holds:
            failures.append(f"the signature of webhook {hook.id} does not hold")
    return failures


def _alert(world: _World, *, keep: bool) -> list[str]:
    mails, hooks = len(world.mails.mails), len(world.hooks.webhooks)
    say("\n$ zhongde run      (the daemon, in the background)")
    page = _free_address() if keep and find_spec("uvicorn") is not None else None
    with world.daemon(page) as daemon:
        log = world.folder / "daemon.log"
        if not _wait(lambda: b"watching" in log.read_bytes(), daemon):
            return [f"the daemon did not start; see {log}"]
        item = world.newsroom.publish_next()
        if item is None:
            return ["the newsroom has nothing left to publish"]
        say(f"Published just now on {world.newsroom.site(item.site).name}: {item.title}")
        began = time.monotonic()
        arrived = _wait(lambda: len(world.mails.mails) > mails and len(world.hooks.webhooks) > hooks, daemon)
        if not arrived:
            return [f"the alert did not arrive within {_PATIENCE_SECONDS} s; see {log}"]
        say(f"The alert arrived {time.monotonic() - began:.1f} s later:")
        failures = _arrived(world, mails, hooks)
        if keep:
            _play(world, daemon, page)
    return failures


def _wait(done: Callable[[], bool], daemon: subprocess.Popen[bytes]) -> bool:
    end = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < end and daemon.poll() is None:
        if done():
            return True
        time.sleep(0.1)
    return done()


def _free_address() -> str:
    """An address on this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{probe.getsockname()[1]}"


def _play(world: _World, daemon: subprocess.Popen[bytes], page: str | None) -> None:
    """Let people play until Ctrl-C, or until standard input ends."""
    say("\nThe sites and the daemon go on. The sites:")
    for site in world.newsroom.sites:
        say(f"  {world.newsroom.base(site.id)}/  {site.name}")
    if page is not None:
        say(f"\nThe page, to open in a browser: http://{page}/")
    say(
        f"\nIn another terminal: export ZHONGDE_CONFIG={world.config}, then zhongde deals, status, sources list …\n"
        "Press Enter to publish the next item, Ctrl-C to end."
    )
    mails, hooks = len(world.mails.mails), len(world.hooks.webhooks)
    interactive = os.isatty(sys.stdin.fileno())
    try:
        while daemon.poll() is None:
            if not interactive:
                time.sleep(1)
            elif not sys.stdin.readline():
                return
            else:
                item = world.newsroom.publish_next() or world.newsroom.publish_generated(1)[0]
                say(f"Published: {item.title}")
                time.sleep(6)
            _arrived(world, mails, hooks)
            mails, hooks = len(world.mails.mails), len(world.hooks.webhooks)
    except KeyboardInterrupt:
        say("")
