"""Everything that the outside world has to say, before anything is decided: which files there are, and what is in them."""

import os
from collections.abc import Callable, Iterable, Iterator
from functools import cache, partial
from pathlib import Path

import attrs

from rocksolid.finding import Finding, Place
from rocksolid.language.discover import beside, blueprint_files, matching
from rocksolid.language.drafts import Draft, File, drafts, structure
from rocksolid.language.layers import Layer
from rocksolid.language.platforms import PlatformFile, find_platform, read_platform
from rocksolid.language.settings import command_line
from rocksolid.language.source import Ahead, FixedSpot, Source, Tree, nothing_ahead, read_toml, shown
from rocksolid.progress import Watch, unwatched
from rocksolid.sharing import Share, alone

Read = tuple[tuple[Draft, ...], tuple[Finding, ...]]
"""The drafts of some files, and what is to be said about these."""


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Request:
    """What is asked for: blueprints (files or directories), and what the command line says about them.

    `settings` are `WORD=VALUE` in TOML, `neighbours` blueprints that are read for their ports but not rendered,
    `platform` is the platform file (None: the nearest beside or above each blueprint). In a `closed` world there are no
    apps but those given and their neighbours. `watch` is told how far the work is, `share` does what can be done in pieces, and `ahead` knows what was read before it was asked for.
    """

    paths: tuple[str, ...]
    environment: str | None = None
    platform: str | None = None
    namespace: str | None = None
    image: str | None = None
    settings: tuple[str, ...] = ()
    neighbours: tuple[str, ...] = ()
    platform_objects: bool = False
    closed: bool = False
    watch: Watch = unwatched
    share: Share = alone
    ahead: Ahead = nothing_ahead


@attrs.frozen(eq=False, repr=False)
class Gathered:
    """The drafts of all apps that were asked for, and those of their neighbours; `is_alone` says that no other environment has its turn."""

    request: Request
    drafts: tuple[Draft, ...]
    read_neighbours: "Callable[[], Read]"
    is_alone: bool = True

    @property
    def platforms(self) -> tuple[PlatformFile, ...]:
        """The platform files of the drafts, each once."""
        return tuple(dict.fromkeys(draft.platform for draft in self.drafts))

    def in_turn(self) -> "Iterator[Gathered]":
        """Yield the same for each environment that a file knows, one after the other: nothing is read twice."""
        for environment in self.environments():
            yield attrs.evolve(self, request=attrs.evolve(self.request, environment=environment), is_alone=False)

    def environments(self) -> list[str]:
        """Return the names of all environments that a file knows, sorted."""
        return sorted({environment for draft in self.drafts for environment in draft.environments()})

    def neighbours(self, report: list[Finding]) -> tuple[Draft, ...]:
        """Return the drafts of apps that are not rendered: those that a platform file names, and those of `--with`."""
        drafts, findings = self.read_neighbours()
        report.extend(findings)
        return drafts

    def check_other_environments(self, report: list[Finding]) -> None:
        """Report mistakes in the words of environments that were not asked for and have no turn: they must not wait for their first use."""
        for draft in self.drafts if self.is_alone else ():
            for environment in sorted(draft.environments() - {self.request.environment}):
                structure(draft, environment, report)


class Platforms:
    """The platform files of a run, each read once."""

    def __init__(self, named: str | None) -> None:
        """Remember the file that the user named, if any."""
        self._named = named
        self._read: dict[Path | None, PlatformFile | None] = {}
        self._folders: dict[Path, Path | None] = {}

    def of(self, blueprint: Path, report: list[Finding]) -> PlatformFile | None:
        """Return the platform of a blueprint; None where its file has mistakes, which are reported once."""
        if self._named:
            return self._get(Path(self._named), report)
        folder = blueprint.parent
        if folder not in self._folders:
            self._folders[folder] = find_platform(blueprint)
        return self._get(self._folders[folder], report)

    def found(self) -> list[PlatformFile]:
        """Return the platforms that were read so far."""
        return [platform for platform in self._read.values() if platform]

    def _get(self, file: Path | None, report: list[Finding]) -> PlatformFile | None:
        if file not in self._read:
            self._read[file] = read_platform(file, shown(file) if file else "", report)
        return self._read[file]


def gather(request: Request, report: list[Finding]) -> Gathered:
    """Return the drafts of everything that a request names; report what cannot be read and what no file knows."""
    layers = tuple(command_line(request.image, request.namespace, request.settings, report))
    platforms = Platforms(request.platform)
    found = tuple(_drafts(_files(request.paths, request, report), platforms, layers, report))
    for path in request.neighbours:  # They are read when one is asked for, but a name that is none must not wait for that.
        blueprint_files(path, None, report)
    gathered = Gathered(request, found, cache(partial(_neighbours, request, platforms)))
    if found and request.environment is not None:
        report.extend(_unknown_environment(request.environment, gathered.environments()))
    if request.image and len(found) > 1:
        report.append(Finding("one-image", "error", f"--image is for one app, and {len(found)} were given", None, "name one blueprint"))
    return gathered


def _neighbours(request: Request, platforms: Platforms) -> Read:
    """Return the drafts of the apps that platform files name, and of those of `--with`."""
    report: list[Finding] = []
    globbed = [
        str(file)
        for platform in platforms.found()
        if platform.folder
        for pattern in platform.platform.blueprints
        for file in matching(platform.folder, pattern, report)
    ]
    return tuple(_drafts(_files((*request.neighbours, *globbed), request, report), platforms, (), report)), tuple(report)


def _unknown_environment(asked: str, known: list[str]) -> Iterator[Finding]:
    """Yield the complaint about an environment that is in no file."""
    if asked not in known:
        from rocksolid.language.diagnostics import nearest_or_all

        hint = nearest_or_all(asked, known, "known are") or f"add [environments.{asked}] to a blueprint"
        yield Finding("unknown-environment", "error", f'no file knows an environment "{asked}"', None, hint)


def _files(paths: Iterable[str], request: Request, report: list[Finding]) -> Iterator[File]:
    """Yield each file of some paths once, whatever order and how often they are named."""
    platform = Path(request.platform) if request.platform else None
    here = Path.cwd()
    found = (file for path in paths for file in blueprint_files(path, platform, report))
    files = {str(file) if file.is_absolute() else f"{here}{os.sep}{file}": file for file in found}
    besides = cache(beside)
    for file in request.watch("reading", files.values()):
        others = besides(file.parent).get(file.stem, ())
        yield from _python(file, report) if file.suffix == ".py" else _toml(file, others, request.ahead, report)


def _toml(file: Path, others: Iterable[tuple[str, Path]], ahead: Ahead, report: list[Finding]) -> Iterator[File]:
    """Yield a TOML blueprint with the files beside it, each for one environment."""
    known = ahead(file)
    read = (Source(shown(file), known[0], file), known[1]) if known else read_toml(file, shown(file), report)
    if read and read[1] and (wrong := _of_another(file, *read)):
        report.append(wrong)
        return
    own = {environment: read_toml(other, shown(other), report) for environment, other in others}
    if read and not read[1]:
        spot = FixedSpot(Place(shown(file), 1, 1, 1))
        report.append(
            Finding(
                "empty-blueprint",
                "error",
                "the file says nothing",
                spot,
                'begin with name = "..." and image = "...", or run: rocksolid init',
            )
        )
    elif read:
        yield File(read[0], (), read[1], {environment: other for environment, other in own.items() if other})


def _of_another(file: Path, source: Source, tree: Tree) -> Finding | None:
    """Return the complaint about a file `NAME.ENVIRONMENT.toml` that is no blueprint; None where it has apps, or is not called so."""
    name, _, environment = file.stem.rpartition(".")
    if not name or tree.keys() & {"name", "apps"}:
        return None
    home = file.with_name(f"{name}.toml")
    if home.is_file():
        message = f'this is no blueprint: it says what differs from "{home.name}" in the environment "{environment}"'
        return Finding("not-a-blueprint", "error", message, source.at(), f"name {shown(home)}, with -e {environment}")
    message = f'there is no "{home.name}" that this file belongs to, and it has no app of its own'
    return Finding("not-a-blueprint", "error", message, source.at(), "bring that file back, or remove this one")


def _python(file: Path, report: list[Finding]) -> Iterator[File]:
    from rocksolid.language.python import read_python

    yield from (File(source, (), tree) for source, tree in read_python(file, shown(file), report))


def _drafts(files: Iterable[File], platforms: Platforms, layers: tuple[Layer, ...], report: list[Finding]) -> Iterator[Draft]:
    for file in files:
        platform = platforms.of(file.source.file or Path.cwd() / "blueprint", report)
        if platform:
            yield from drafts(file, platform, layers, report)
