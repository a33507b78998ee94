"""``zhongde serve``: the page and the API alone."""

from __future__ import annotations

import asyncio
import getpass
import signal
from importlib.util import find_spec
from typing import Annotated

import typer

from zhongde.output import say
from zhongde.running import ConfigOption, ExitCode, open_database, settings_of

DEFAULT_ADDRESS = "127.0.0.1:8000"
AddressOption = Annotated[
    str | None,
    typer.Option(
        "--web", metavar="HOST:PORT", help=f"Where to listen; else web: address:, else {DEFAULT_ADDRESS}."
    ),
]


def serve(
    web: AddressOption = None,
    hash_password: Annotated[
        bool,
        typer.Option(
            "--hash-password", help="Ask for a password, print its hash for 'web: users:', and end."
        ),
    ] = False,
    config: ConfigOption = None,
) -> int:
    """Serve the page and the API for a database, without crawling. Ctrl-C stops it.

    Off this machine it demands a token or a login:
    [bold]web: {token: "${WEB_TOKEN}", users: [{name: anna, password: "$argon2id$…"}]}[/bold]

    Example: [bold]zhongde serve --web 127.0.0.1:8000[/bold]
    """
    require_web()
    if hash_password:
        from argon2 import PasswordHasher

        say(PasswordHasher().hash(getpass.getpass("Password: ")))
        return ExitCode.OK
    from web.server import require_usable
    from web.server import serve as serve_until
    from zhongde.logs import configure_log

    settings = settings_of(config)
    address = web or settings.web.address or DEFAULT_ADDRESS
    require_usable(settings, address)
    configure_log(settings)
    database = open_database(settings)

    async def until_stopped() -> None:
        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        await serve_until(
            database, settings, address, stop, ready=lambda: say(f"http://{address}{settings.web.root_path}/")
        )

    try:
        asyncio.run(until_stopped())
    finally:
        database.dispose()
    return ExitCode.OK


def require_web() -> None:
    """Refuse to serve without what serving needs.

    Raises:
        ConfigurationError: If the extra ``web`` is not installed.
    """
    from config import ConfigurationError

    if find_spec("fastapi") is None or find_spec("uvicorn") is None:
        raise ConfigurationError(
            "the page needs packages that are not installed", key="web", remedy="pip install 'zhongde[web]'"
        )
