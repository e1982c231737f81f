"""What OLD and NEW mean on a command line: files, folders, standard input and revisions of git become states of a system."""

import os
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path

import attrs

from rocksolid.cli.revisions import Repository, RevisionError, repository
from rocksolid.cli.texts import STDIN, name_of, nothing, texts
from rocksolid.finding import Finding, Spot
from rocksolid.language.diagnostics import did_you_mean
from rocksolid.language.discover import blueprint_files
from rocksolid.language.gather import Request
from rocksolid.language.source import FixedSpot
from rocksolid.verify.cluster import Cluster
from rocksolid.verify.document import Text
from rocksolid.verify.reading import read_all
from rocksolid.wording import plural

_BLUEPRINTS = {".py", ".toml"}
"""How the names of blueprints end; whatever has another name is YAML or JSON."""


@attrs.frozen
class Revision:
    """A revision as the user names it, and its tree."""

    repository: Repository
    name: str
    tree: str


@attrs.frozen
class State:
    """One side of a comparison: its path, and the revision in which that counts from the root on (None: it is in the file system)."""

    path: str
    revision: Revision | None = None

    @property
    def name(self) -> str:
        """What it is called, as git spells it: `main:blueprints`."""
        return f"{self.revision.name}:{'' if self.path == '.' else self.path}" if self.revision else name_of(self.path)


@attrs.frozen(eq=False)
class Side:
    """What a state holds, and whether it was compiled."""

    cluster: Cluster
    is_compiled: bool


def states(old: str, new: str) -> tuple[State, State]:
    """Return what two words mean; raise RevisionError where one means nothing.

    A word is a path if there is such a file, else `REVISION:PATH`, else a revision of the other side's path.
    """
    return _meant(old, new), _meant(new, old)


def read(state: State, request: Request, report: list[Finding]) -> Side:
    """Return the objects of a state; blueprints are compiled as `request` says. Report what keeps it from being one.

    A revision is compiled in the root of its own files, and what is reported of them begins with its name.
    """
    revision = state.revision
    if not revision:
        return _read(state.path, request, report)
    found: list[Finding] = []
    with revision.repository.exported(revision.tree) as root:
        asked = _moved(request, revision.repository, root)
        with chdir(root):
            side = _read(str(root / state.path), asked, found)
            report += [_named(finding, root, revision.name) for finding in found]
    return side


def _meant(word: str, other: str) -> State:
    if _is_path(word):
        return State(word)
    known = _repository(word)
    name = word.partition(":")[0]
    tree = known.tree(name)
    if tree is None:
        raise _unknown(word, name, known)
    path = _path(known, word, other)
    if not known.has(tree, path):
        hint = f"if it had another name there, write {name}:NAME"
        since = known.since(path)
        raise RevisionError("not-at-revision", f'there is no "{path}" at {name}', f"it is there since {since}; {hint}" if since else hint)
    return State(path, Revision(known, name, tree))


def _is_path(word: str) -> bool:
    return word == STDIN or os.path.lexists(word)


def _path(known: Repository, word: str, other: str) -> str:
    """Return the path that a revision is asked for, from the root on: its own, that of the other side, or the working directory's."""
    spelled = next((said.partition(":")[2] for said in (word, other) if ":" in said and not _is_path(said)), None)
    named = spelled if spelled is not None else other if _is_path(other) and other != STDIN else "."
    inside = known.inside(named) if spelled is None else known.spelled(named)
    if inside is None:
        message = f'"{named}" lies outside of the repository {known.root}'
        raise RevisionError("outside-repository", message, "run rocksolid where that file is kept")
    return inside


def _repository(word: str) -> Repository:
    """Return the repository in which a word that is no path may be a revision."""
    try:
        return repository()
    except RevisionError as error:
        message = f'there is no file or directory "{word}", and no revision of that name: {error}'
        raise RevisionError(error.finding.code, message, error.finding.hint) from None


def _unknown(word: str, revision: str, known: Repository) -> RevisionError:
    """Return the complaint about a word that is neither a path nor a revision."""
    names = known.names()
    beside = [] if ":" in word else [entry.name for entry in Path.cwd().iterdir()]
    remote = next((name for name in names if name.endswith(f"/{revision}")), None)
    hint = f'did you mean "{remote}"?' if remote else did_you_mean(revision, [*names, *beside])
    if not hint and known.is_shallow():
        hint = f"this clone is shallow: git fetch --depth 1 origin {revision}, then compare with FETCH_HEAD"
    what = f'git knows no revision "{revision}"' if ":" in word else f'there is no file, directory or revision "{word}"'
    return RevisionError("unknown-revision", what, hint)


def _moved(request: Request, known: Repository, root: Path) -> Request:
    """Return a request whose files are those of a revision, where they lie in the repository."""

    def moved(path: str) -> str:
        inside = known.inside(path)
        return os.path.abspath(path) if inside is None else str(root / inside)  # noqa: PTH100  It may be no file at all.

    platform = moved(request.platform) if request.platform else None
    return attrs.evolve(request, platform=platform, neighbours=tuple(map(moved, request.neighbours)))


def _read(path: str, request: Request, report: list[Finding]) -> Side:
    is_compiled = _is_blueprint(path, request)
    found = _compiled(path, request, report) if is_compiled else texts([path], report, request.watch)
    request.watch("reading manifests")
    resources = tuple(read_all(found, report, request.share))
    if not resources and not any(finding.severity == "error" for finding in report):
        report.append(nothing([path]))
    if is_compiled:
        report += _passed_over(path)
    return Side(Cluster(resources), is_compiled)


def _is_blueprint(path: str, request: Request) -> bool:
    """Return whether a path is a blueprint, or a folder that holds some."""
    if Path(path).is_dir():
        return bool(blueprint_files(path, Path(request.platform) if request.platform else None, []))
    return Path(path).suffix in _BLUEPRINTS


def _compiled(path: str, request: Request, report: list[Finding]) -> list[Text]:
    """Return what blueprints become; report why they cannot be compiled."""
    from rocksolid import compiler

    try:
        return [Text(path, compiler.compile_request(attrs.evolve(request, paths=(path,))).yaml())]
    except compiler.RefusedError as error:
        report += [finding for finding in error.findings if finding.severity == "error"]
        return []


def _passed_over(path: str) -> Iterator[Finding]:
    """Yield a warning about a folder whose manifests are not compared, because it holds blueprints as well."""
    seen = 0
    for _, folders, files in os.walk(path):
        folders[:] = [name for name in folders if not name.startswith(".")]
        seen += sum(name.endswith((".yaml", ".yml")) for name in files if not name.startswith("."))
    if seen:
        message = f'"{path}" holds blueprints, so {plural(seen, "YAML file")} there {"is" if seen == 1 else "are"} not compared'
        yield Finding("not-compared", "warning", message, hint="name the folder in which the manifests are to compare these")


def _named(finding: Finding, root: Path, revision: str) -> Finding:
    """Return a finding about the files of a revision with their names as git spells them: `main:blueprints/web.toml`."""

    def text(said: str) -> str:
        return said.replace(f"{root}/", f"{revision}:").replace(str(root), f"{revision}:")

    def spot(told: Spot) -> Spot:
        place = told.place()
        is_outside = Path(place.file).is_absolute() or place.file.startswith("--")  # A file of both sides, or an option.
        file = text(place.file) if is_outside else f"{revision}:{place.file}"
        return FixedSpot(attrs.evolve(place, file=file))

    return attrs.evolve(
        finding,
        message=text(finding.message),
        hint=text(finding.hint),
        spot=spot(finding.spot) if finding.spot else None,
        related=tuple((spot(place), text(said)) for place, said in finding.related),
    )
