"""`rocksolid init`: a first blueprint, with comments, that renders as it is."""

from pathlib import Path
from typing import Annotated

import typer

from rocksolid.cli import show

EXAMPLES = ("rocksolid init", "rocksolid init billing", "rocksolid init billing -o app.toml")
SCHEMA = "rocksolid.schema.json"
_BLUEPRINT = """\
#:schema ./{schema}
# The schema beside this file tells your editor every word: what it means, and what holds where it is not said.

name  = "{name}"
image = "registry.example.com/{name}:1.0.0" # The version that you tested, by its tag or digest.
# component = "payments" # The group of apps that it belongs to; without it, the app is its own.

# Who may call it, and whom it calls. Every other connection is closed.
callers      = [] # ["web", {{ app = "reports", port = "grpc" }}, {{ component = "marketplace" }}]
dependencies = [] # [{{ app = "ledger-db", port = 5432, critical = true }}, {{ host = "api.example.com", port = 443 }}]

[ports]
http = 8080

[health]
path = "/healthz" # Asked whether calls should come; it may look at critical dependencies.

[env]
LOG_LEVEL = "info"
# DATABASE_PASSWORD = {{ secret = "{name}-db", key = "password" }}

# [resources]
# memory = "256Mi" # The request and the limit.

# [expose]
# host = "{name}.example.com"

# [environments.production]
# replicas = 5
"""


def init(
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="The app's name; without it, that of the directory.")] = None,
    output: Annotated[str | None, typer.Option("--output", "-o", metavar="FILE", help="Without it, NAME.rocksolid.toml.")] = None,
) -> None:
    """Write a blueprint to begin with, and its JSON Schema beside it."""
    from rocksolid.cli.write import write_files
    from rocksolid.language.schema import blueprint_schema, text

    app = _name(name)
    blueprint = Path(output or f"{app}.rocksolid.toml")
    if blueprint.suffix != ".toml":
        raise typer.BadParameter("a blueprint's name ends in .toml", param_hint="--output")
    if blueprint.exists():
        show.refused_finding("file-exists", f"{blueprint} is there already", "name another file: -o FILE")
    schema = blueprint.with_name(SCHEMA)
    texts = {blueprint: _BLUEPRINT.format(name=app, schema=SCHEMA)}
    write_files(str(blueprint), texts if schema.exists() else {**texts, schema: text(blueprint_schema())})
    show.note(f"{blueprint} is written; render it with: rocksolid render {blueprint}")


def _name(name: str | None) -> str:
    """Return the name that was given, or the nearest one to that of the working directory."""
    from rocksolid.language.types import SCALARS, Name
    from rocksolid.language.values import WrongValueError, nearest_name

    if name is None:
        return nearest_name(Path.cwd().name) or "app"
    try:
        return str(SCALARS[Name].parse(name))
    except WrongValueError as wrong:
        show.refused_finding(wrong.code, wrong.message, wrong.hint)
