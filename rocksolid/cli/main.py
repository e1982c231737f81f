"""The commands, and how a run ends: 0 fine, 1 the input has errors, 2 wrong usage."""

import sys
from typing import Annotated

import typer

app = typer.Typer(
    name="rocksolid", no_args_is_help=True, pretty_exceptions_enable=False, context_settings={"help_option_names": ["-h", "--help"]}
)


@app.callback()
def rocksolid() -> None:
    """Compile app blueprints into complete, hardened Kubernetes manifests."""


@app.command()
def render(
    paths: Annotated[list[str], typer.Argument(metavar="PATH...", help="Blueprints, or directories of them.")],
    environment: Annotated[str | None, typer.Option("--environment", "-e")] = None,
) -> None:
    """Write the manifests of blueprints."""
    from rocksolid.compile import RefusedError, compile_request
    from rocksolid.language.gather import Request

    try:
        compiled = compile_request(Request(paths=tuple(paths), environment=environment))
    except RefusedError as refused:
        print(refused, file=sys.stderr)
        raise typer.Exit(1) from None
    sys.stdout.write(compiled.yaml())


def main() -> None:
    """Run the command line."""
    app()
