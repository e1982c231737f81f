"""Revisions of a git repository as folders: the only code that calls git, which changes nothing in the repository, and runs nobody else."""

import os
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import attrs

from rocksolid.finding import Finding

_QUIET = {
    "LC_ALL": "C",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_LITERAL_PATHSPECS": "1",
}
_SETTINGS = ("core.hooksPath=/dev/null", "core.splitIndex=false", "core.fsmonitor=false", "log.showSignature=false")
"""What keeps git from running or writing anything beside what is asked for, whatever the user's settings are, but for filters."""
_UNFILTERED = {"smudge": "", "process": "", "required": "false"}
"""What is said of each filter, so that it runs nothing: what is kept elsewhere, or encrypted, stays so."""
_LINK = "120000"
"""The mode of a symbolic link in a tree of git."""


class RevisionError(Exception):
    """A revision cannot be had; `finding` says why."""

    def __init__(self, code: str, message: str, hint: str = "") -> None:
        """Remember what to say."""
        super().__init__(message)
        self.finding = Finding(code, "error", message, hint=hint)


@attrs.frozen
class Repository:
    """The repository around the working directory: its own folder, and the root of the working tree.

    Where there is no working tree, as in a bare repository, the working directory counts as its root.
    """

    folder: str
    root: Path

    def tree(self, revision: str) -> str | None:
        """Return the tree of a revision as git spells these, None where git knows no such revision."""
        if revision.startswith("-"):  # To git that would be an option; no name of a revision begins so.
            return None
        return self._asked("rev-parse", "--verify", "--quiet", f"{revision}^{{tree}}").stdout.strip() or None

    def has(self, tree: str, path: str) -> bool:
        """Return whether a tree has a file or folder at a path from its root, which is "."."""
        return self._asked("cat-file", "-e", f"{tree}:{'' if path == '.' else path}").returncode == 0

    def inside(self, path: str) -> str | None:
        """Return a path of the file system as it is from the root on, None where it lies outside; the root is "."."""
        absolute = Path(os.path.abspath(path))  # noqa: PTH100  A link is meant itself, and `..` as it is written.
        place = absolute.parent.resolve() / absolute.name
        return str(place.relative_to(self.root)) if place.is_relative_to(self.root) else None

    def spelled(self, path: str) -> str | None:
        """Return the path of `REVISION:PATH` as `inside` does: from the root on, or with `./` before it from the working directory on."""
        return self.inside(path if path.startswith(("./", "../")) else str(self.root / path))

    def names(self) -> list[str]:
        """Return the names of all branches and tags."""
        return self._asked("for-each-ref", "--format=%(refname:short)", "refs/heads", "refs/remotes", "refs/tags").stdout.split()

    def is_shallow(self) -> bool:
        """Return whether the repository lacks older revisions."""
        return self._asked("rev-parse", "--is-shallow-repository").stdout.strip() == "true"

    def since(self, path: str) -> str:
        """Return the revision that added a path, short, empty where none did or this is not known."""
        return "" if self.is_shallow() else self._asked("log", "-1", "--diff-filter=A", "--format=%h", "HEAD", "--", path).stdout.strip()

    @contextmanager
    def exported(self, tree: str) -> Iterator[Path]:
        """Have all files of a tree in a folder that exists no longer than it is used, as a checkout without filters would write them.

        Submodules are empty folders, and a symbolic link that leads out of the tree is a file that holds where it leads.
        The folder has a `.git`, so that nobody looks for a platform file further up.
        """
        with tempfile.TemporaryDirectory(prefix="rocksolid-") as temporary:
            root = Path(temporary).resolve()
            own = str(root / ".git")
            _done(_git(("init", "--quiet", "--template="), {"GIT_DIR": own, "GIT_WORK_TREE": str(root)}))
            index = {"GIT_INDEX_FILE": f"{own}/index", "GIT_WORK_TREE": str(root)}
            self._done("read-tree", "--no-sparse-checkout", tree, environment=index)
            plain = self._unfiltered()
            self._done(*plain, "checkout-index", "--all", environment=index)
            leaving = [link for link in self._links(tree) if not _leads_inside(root / link, root)]
            if leaving:
                words = (*plain, "-c", "core.symlinks=false", "checkout-index", "--force", "-z", "--stdin")
                self._done(*words, environment=index, given="\0".join(leaving))
            yield root

    def _unfiltered(self) -> list[str]:
        """Return the options that keep git from running the filters that the user's settings know."""
        names = self._asked("config", "--null", "--name-only", "--get-regexp", r"^filter\.").stdout.split("\0")
        filters = dict.fromkeys(name.rpartition(".")[0] for name in names if name)
        return [word for name in filters for key, value in _UNFILTERED.items() for word in ("-c", f"{name}.{key}={value}")]

    def _links(self, tree: str) -> list[str]:
        entries = self._done("ls-tree", "-r", "-z", "--full-tree", tree).split("\0")
        return [entry.partition("\t")[2] for entry in entries if entry.startswith(_LINK)]

    def _asked(self, *words: str, environment: Mapping[str, str] | None = None, given: str = "") -> "subprocess.CompletedProcess[str]":
        return _git(words, {"GIT_DIR": self.folder, **(environment or {})}, given)

    def _done(self, *words: str, environment: Mapping[str, str] | None = None, given: str = "") -> str:
        return _done(self._asked(*words, environment=environment, given=given))


def repository() -> Repository:
    """Return the repository around the working directory; raise RevisionError where there is none, or no git."""
    folder = _git(("rev-parse", "--absolute-git-dir"))
    if folder.returncode:
        raise RevisionError("no-repository", f"there is no git repository here: git says {_said(folder)}")
    root = _git(("rev-parse", "--show-toplevel"))
    return Repository(folder.stdout.removesuffix("\n"), Path.cwd() if root.returncode else Path(root.stdout.removesuffix("\n")))


def _git(words: Iterable[str], environment: Mapping[str, str] | None = None, given: str = "") -> "subprocess.CompletedProcess[str]":
    """Run git; raise RevisionError where there is none."""
    settings = [word for setting in _SETTINGS for word in ("-c", setting)]
    try:
        return subprocess.run(  # noqa: S603  No shell reads it, and no word that a user wrote begins with a dash.
            ["git", *settings, *words],  # noqa: S607  Whichever git the user runs.
            input=given,
            capture_output=True,
            check=False,
            encoding="utf-8",
            errors="surrogateescape",
            env={**os.environ, **_QUIET, **(environment or {})},
        )
    except FileNotFoundError:
        raise RevisionError("no-git", "git is not installed", "without it, files and folders can be compared") from None


def _done(ended: "subprocess.CompletedProcess[str]") -> str:
    """Return what git wrote; raise RevisionError where it did not do what it should."""
    if ended.returncode:
        raise RevisionError("git", f"git says {_said(ended)}")
    return ended.stdout


def _said(ended: "subprocess.CompletedProcess[str]") -> str:
    lines = ended.stderr.strip().splitlines()
    return f'"{lines[0]}"' if lines else f"nothing, and ends with {ended.returncode}"


def _leads_inside(link: Path, root: Path) -> bool:
    try:
        return link.resolve().is_relative_to(root)
    except (OSError, RuntimeError):  # Python 3.11 and 3.12 raise a RuntimeError for links that lead in a circle.
        return False
