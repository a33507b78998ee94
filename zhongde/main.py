"""The program: its commands, and what becomes of errors."""

from __future__ import annotations

import os
import sys
from typing import Annotated, NoReturn

import typer
from typer.exceptions import TyperException

from config.errors import ConfigurationError
from zhongde import __version__
from zhongde.command_groups import add_commands
from zhongde.output import say, warn
from zhongde.running import ExitCode

app = typer.Typer(
    name="zhongde",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    help=(
        "Tells you when a new agreement or investment between China and Germany turns up.\n\n"
        "Start with [bold]zhongde demo[/bold] (needs no network). Then write zhongde.yaml, try "
        "[bold]zhongde doctor[/bold], crawl by hand with [bold]zhongde crawl --all[/bold], and leave "
        "[bold]zhongde run[/bold] running."
    ),
)
add_commands(app)


def _print_version(wanted: bool) -> None:
    if wanted:
        say(f"zhongde {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Options of the program itself."""


def run() -> NoReturn:
    """Run the command line and leave with its exit code: 0 well, 1 internal error, 2 wrong use, 3 in part."""
    sys.exit(main())


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code.

    Args:
        arguments: The command line without the program's name; that of this process if left out.
    """
    from storage.errors import StorageError

    try:
        result = app(arguments, standalone_mode=False)
    except TyperException as error:
        show = getattr(error, "show", None)
        if show is None:
            warn(f"zhongde: {error.format_message()}")
        else:
            show()
        return ExitCode.USAGE
    except (ConfigurationError, StorageError) as error:
        warn(f"zhongde: {error}")
        return ExitCode.USAGE
    except (typer.Abort, KeyboardInterrupt):
        warn("zhongde: stopped")
        return 130
    except BrokenPipeError:
        # The reader of our output (head, less) has gone; there is nobody left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.OK
    except Exception as error:
        if os.environ.get("ZHONGDE_TRACEBACK"):
            raise
        warn(
            f"zhongde: internal error: {type(error).__name__}: {error}\n"
            "  This is a fault of the program. Set ZHONGDE_TRACEBACK=1 to see where, and report it."
        )
        return ExitCode.INTERNAL
    return int(result) if isinstance(result, int) else ExitCode.OK
