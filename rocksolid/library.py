"""The functions of `import rocksolid`: what `rocksolid render` does, for programs."""

import os
from collections.abc import Iterable
from typing import TypedDict, Unpack

from rocksolid.compiler import Compiled, compile_request
from rocksolid.language.gather import Request

Path = str | os.PathLike[str]
"""A path of a file or directory, from the working directory."""


class Options(TypedDict, total=False):
    """What can be said about blueprints from outside; each is an option of `rocksolid render`.

    `environment` is the name of one of the blueprints' environments (none without it). `platform` is the path of the
    platform file; without it, the nearest `platform.toml` beside or above each blueprint, or else the built-in one.
    `namespace` and `image` are words of every app, and so are `settings`, each as `"KEY=VALUE"` in TOML; `image` may
    only be said of one app. `neighbours` are paths of blueprints that are read for their ports, but not rendered.
    `platform_objects` adds what belongs to the platform and to no app.
    """

    environment: str | None
    platform: Path | None
    namespace: str | None
    image: str | None
    settings: Iterable[str]
    neighbours: Iterable[Path]
    platform_objects: bool


def compile(paths: Path | Iterable[Path], **options: Unpack[Options]) -> Compiled:  # noqa: A001  As in `re.compile`.
    """Return what blueprints become.

    `paths` is a path or several, each of a blueprint (`.toml` or `.py`) or of a directory, which stands for every
    `.toml` blueprint under it. Python blueprints are run, so name only those that you trust.

    `options` are the keyword arguments `environment`, `platform`, `namespace`, `image`, `settings` (a list of "KEY=VALUE"),
    `neighbours` (a list of paths) and `platform_objects` (a boolean); `Options` says what each means.

    Raises RefusedError where a blueprint or platform file has a mistake, with all findings of the first stage that has any;
    nothing is written anywhere in any case.
    """
    platform = options.get("platform")
    several = [paths] if isinstance(paths, (str, os.PathLike)) else paths
    return compile_request(
        Request(
            paths=tuple(os.fspath(path) for path in several),
            environment=options.get("environment"),
            platform=None if platform is None else os.fspath(platform),
            namespace=options.get("namespace"),
            image=options.get("image"),
            settings=tuple(options.get("settings", ())),
            neighbours=tuple(os.fspath(path) for path in options.get("neighbours", ())),
            platform_objects=options.get("platform_objects", False),
        )
    )


def render(paths: Path | Iterable[Path], **options: Unpack[Options]) -> str:
    """Return the manifests of blueprints as a YAML stream, as `rocksolid render` prints them; takes and raises what `compile` does."""
    return compile(paths, **options).yaml()
