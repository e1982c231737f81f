"""The same blueprints become the same bytes: alone or together, in any order, under any hash seed and any Python."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import attrs
import pytest
import rocksolid
from rocksolid.compiler import RefusedError, compile_request
from rocksolid.language.gather import Request

from systems import BLUEPRINTS, PLAIN, ROOT, Case, split

of_each_system = pytest.mark.parametrize("case", PLAIN, ids=str)
RENDER = "from rocksolid.cli import main; main()"


def apart(case: Case, folder: Path) -> list[str]:
    """Copy a system with one file an app; return these files."""
    shutil.copytree(case.folder, folder, dirs_exist_ok=True)
    for file in folder.glob("*.toml"):
        above, *apps = re.split(r"(?m)^(?=\[+apps\.)", file.read_text())
        if apps:
            file.unlink()
        for app in apps:
            called = app.removeprefix("[").partition(".")[2].partition("]")[0].partition(".")[0]
            with (folder / f"{called}.toml").open("a") as one:
                one.write(app if one.tell() else above + app)
    return [str(file) for file in sorted(folder.glob("*.toml")) if file.name != "platform.toml" and "." not in file.stem]


@of_each_system
def test_an_app_is_the_same_alone_and_in_its_folder(case: Case, tmp_path: Path) -> None:
    """What each app becomes alone, its neighbours known to the platform file, is together what the folder becomes."""
    alone = [document for file in apart(case, tmp_path) for document in split(compile_request(Request(paths=(file,))).yaml())]
    assert sorted(alone) == sorted(split(case.text))


@of_each_system
def test_an_app_is_the_same_without_its_neighbours_or_refused(case: Case, tmp_path: Path) -> None:
    """Where the neighbours are not known, an app is the same, or refused because a port is not known; there are both."""
    files, together = apart(case, tmp_path), set(split(case.text))
    platform = tmp_path / "platform.toml"
    platform.write_text(platform.read_text().replace('blueprints = ["*.toml"]\n', ""))
    outcomes = [documents_or_errors(file) for file in files]
    assert all(outcome <= together for outcome in outcomes if outcome != {"port-unknown"})
    assert 0 < outcomes.count({"port-unknown"}) < len(files)


def documents_or_errors(file: str) -> set[str]:
    """Return what one file becomes, or the codes of its errors."""
    try:
        return set(split(compile_request(Request(paths=(file,))).yaml()))
    except RefusedError as error:
        return {finding.code for finding in error.findings if finding.severity == "error"}


@of_each_system
def test_the_order_of_paths_has_no_meaning(case: Case, tmp_path: Path) -> None:
    """Files named backwards, and one of them twice, become what the folder becomes."""
    files = apart(case, tmp_path)
    assert compile_request(Request(paths=(*reversed(files), files[0]))).yaml() == case.text


def everything(python: str, **environment: str) -> str:
    """Return what the command line renders of all systems, under some Python with this one's packages."""
    paths = os.pathsep.join((str(Path(rocksolid.__file__).parents[1]), str(Path(attrs.__file__).parents[1])))
    command = [python, "-c", RENDER, "render", "--quiet", str(BLUEPRINTS)]
    shell = {"PATH": os.environ["PATH"], "PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1", **environment}
    return subprocess.run(command, env=shell, cwd=ROOT, capture_output=True, text=True, check=True).stdout


@pytest.fixture(scope="module")
def here() -> str:
    """Return what this process renders of all systems."""
    return compile_request(Request(paths=(str(BLUEPRINTS),))).yaml()


@pytest.mark.parametrize("seed", ["0", "1"])
def test_the_hash_seed_has_no_meaning(seed: str, here: str) -> None:
    """Sets and dictionaries of text are never walked in the order of their hashes."""
    assert everything(sys.executable, PYTHONHASHSEED=seed) == here


@pytest.mark.parametrize("version", ["3.11", "3.12", "3.13"])
def test_the_python_version_has_no_meaning(version: str, here: str) -> None:
    """Every supported Python writes the same."""
    assert everything(interpreter(version)) == here


def interpreter(version: str) -> str:
    """Return a Python of a version that starts: on the path (where pyenv puts stand-ins that may not), or installed by pyenv."""
    installed = sorted((Path.home() / ".pyenv" / "versions").glob(f"{version}.*/bin/python{version}"))
    for python in (f"python{version}", *map(str, installed)):
        if shutil.which(python) and subprocess.run([python, "-c", ""], capture_output=True, check=False).returncode == 0:
            return python
    pytest.skip(f"there is no Python {version} here")
