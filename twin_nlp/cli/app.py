"""The command itself: what all commands share, and how a user's mistake is told."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from twin_nlp import __version__
from twin_nlp.errors import TwinNlpError

DONE, FAILED, USAGE, WITH_REJECTS, INTERRUPTED = 0, 1, 2, 3, 130


def tell(message: str) -> None:
    """Say something on standard error."""
    # Names and ids come from files that anyone may have made; they must not steer the terminal.
    shown = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in message)
    typer.echo(f"twin-nlp: {shown}", err=True)


class _Commands(TyperGroup):
    """Tells a user's mistake in a line, and ends quietly when whoever reads the output has gone."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except TwinNlpError as error:
            from twin_nlp.formats.reading import UsageError

            tell(f"error: {error}")
            raise typer.Exit(USAGE if isinstance(error, UsageError) else FAILED) from None
        except KeyboardInterrupt:
            tell("interrupted")
            raise typer.Exit(INTERRUPTED) from None
        except BrokenPipeError:
            raise typer.Exit(DONE) from None


app = typer.Typer(
    cls=_Commands,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"twin-nlp {__version__}")
        raise typer.Exit()


@app.callback(invoke_without_command=True)
def _start(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Find, parse and classify exchange events between twinned places in text."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


Model = Annotated[Path | None, typer.Option(metavar="PATH", help="Model folder; by default the packaged model.")]
