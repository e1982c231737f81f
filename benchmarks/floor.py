"""The floor of a cold start: a command that structures a blueprint into the model that `render` uses, and does nothing else."""

import gc
from pathlib import Path
from typing import Annotated, NoReturn

import typer

ADDED = {"kind": "service", "shutdown": {"grace": 30, "drain": 5}}
"""Words that the defaults add, without which there is no model."""

app = typer.Typer(pretty_exceptions_enable=False, rich_markup_mode=None)


@app.command()
def structure(path: Annotated[Path, typer.Argument()]) -> None:
    """Read the only app of a blueprint."""
    from rocksolid.language.blueprint import Blueprint
    from rocksolid.language.read import Reader
    from rocksolid.language.toml import loads

    ((name, words),) = loads(path.read_text(encoding="utf-8"))["apps"].items()
    Reader().read({"name": name, **ADDED, **words}, Blueprint, _nowhere, [])


def _nowhere(*_: object) -> NoReturn:
    """Nothing is wrong with the words, so nobody asks where it is."""
    raise SystemExit(1)


if __name__ == "__main__":
    gc.disable()  # As rocksolid does, and so at the end.
    try:
        app()
    finally:
        gc.freeze()
