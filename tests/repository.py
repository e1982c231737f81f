"""Small repositories of git for tests, independent of the settings of whoever runs them."""

import os
import shutil
import subprocess
from pathlib import Path

import attrs
import pytest

NO_GIT = "git is not installed"
NEEDS_GIT = pytest.mark.skipif(shutil.which("git") is None, reason=NO_GIT)
SETTINGS = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    **{f"GIT_{who}_{what}": "test@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
    **{f"GIT_{who}_DATE": "2026-01-01T00:00:00Z" for who in ("AUTHOR", "COMMITTER")},
}
"""What git reads from the environment instead of from anybody's files."""


@attrs.frozen
class Repository:
    """A repository and its working tree."""

    root: Path

    def git(self, *words: str) -> str:
        """Run git in the root, and return what it prints."""
        done = subprocess.run(["git", *words], cwd=self.root, env=os.environ | SETTINGS, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    def write(self, files: dict[str, str]) -> None:
        """Write files into the working tree, by their paths."""
        for name, text in files.items():
            (self.root / name).parent.mkdir(parents=True, exist_ok=True)
            (self.root / name).write_text(text, encoding="utf-8")

    def commit(self, **files: str) -> str:
        """Commit all that is in the working tree, and return the revision."""
        self.write(files)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", "A change")
        return self.git("rev-parse", "HEAD")


def repository(root: Path) -> Repository:
    """Return a new repository without a revision, on its branch `main`."""
    root.mkdir(parents=True, exist_ok=True)
    made = Repository(root)
    made.git("init", "--quiet", "--initial-branch=main")
    return made


def released(root: Path, *names: str) -> None:
    """Make a folder a repository in which all is committed, under the names of some tags as well; skip the test where there is no git."""
    if shutil.which("git") is None:
        pytest.skip(NO_GIT)
    made = repository(root)
    made.commit()
    for name in names:
        made.git("tag", name)
