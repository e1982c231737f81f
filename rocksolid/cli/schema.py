"""`rocksolid schema`: the JSON Schema of blueprints and platform files, for editors."""

from typing import Annotated

import typer

from rocksolid.cli import show

EXAMPLES = (
    "rocksolid schema -o rocksolid.schema.json",
    "rocksolid schema --platform -o platform.schema.json",
)


def schema(
    *,
    platform: Annotated[bool, typer.Option("--platform", help="The schema of platform files instead.")] = False,
    output: Annotated[str | None, typer.Option("--output", "-o", metavar="FILE", help="Write it to a file.")] = None,
) -> None:
    """Print the JSON Schema of blueprints, by which editors complete and check.

    The first line of a blueprint names it: #:schema ./rocksolid.schema.json
    """
    from rocksolid.language.schema import blueprint_schema, platform_schema, text

    said = text(platform_schema() if platform else blueprint_schema())
    if output is None:
        show.result(said)
    else:
        from rocksolid.cli.write import write_file

        write_file(output, said)
