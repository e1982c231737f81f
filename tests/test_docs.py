"""The pages that people read are executed: what they tell to write is written, what they tell to run is run, what they show comes out.

Every page has a folder of its own, empty at first, but for a copy of this project's `blueprints/` where its commands name them. Its
fenced blocks are taken in order:

- a block with `title="FILE"` is the file that the reader writes now, or, with the word `add` after it, the end of that file;
  a YAML block whose file a command has written is an excerpt of it, and must occur there;
- of a `console` block every line after `$ ` is run, and what is shown under it must occur in what the command prints. It must end
  with 1 where an error is shown, and else with 0. What a line pipes into tools of others, and lines that only call these, are left out,
  but for what these tools make of the page's own files;
- a `python` block without a title is executed;
- three dots in an excerpt, or in shown output, stand for anything: alone on a line for any lines, in a line for a part of it;
- all other blocks are to look at, and only have to be what they say: TOML, YAML or JSON.
"""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs
import pytest
import yaml
from rocksolid.cli.commands import COMMANDS, application
from rocksolid.compiler import compile_request
from rocksolid.language.gather import Request
from typer.testing import CliRunner

import tools

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
PAGES = [README, *sorted((ROOT / "docs").rglob("*.md"))]
BILLING = "blueprints/payments/billing.toml"
FIRST_SCREEN = 45
"""Lines of a terminal on a laptop."""
OTHERS = {"git", "helm", "kubectl", "make", "pip", "python3", "source"}
"""Tools that are not run: they are not there, or change more than a page's folder."""
FILES_ALONE = {("kubectl", "kustomize"), ("helm", "template")}
"""What is run nevertheless, with the real tools, over a folder that the page has made: it needs no cluster."""

_FENCE = re.compile(r"^```(?P<language>\w*)(?: title=\"(?P<title>[^\"]+)\")?(?P<add> add)?\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[[^\]]*\]\((?P<target>[^)\s]+)\)")
_SHELL = re.compile(r"[|>]")
_DOTS = re.compile(r"^ *\.\.\.$\n?", re.MULTILINE)


@attrs.frozen
class Block:
    """One fenced block: its language, the file that it is, and the words between the block before and this one."""

    language: str
    title: str | None
    adds: bool
    text: str
    before: str


def blocks(page: Path) -> Iterator[Block]:
    """Yield the fenced blocks of a page."""
    text, end = page.read_text(encoding="utf-8"), 0
    for found in _FENCE.finditer(text):
        yield Block(found["language"], found["title"], bool(found["add"]), found["text"], text[end : found.start()])
        end = found.end()


def prose(page: Path) -> str:
    """Return a page without its fenced blocks."""
    return _FENCE.sub("", page.read_text(encoding="utf-8"))


def named(page: Path) -> str:
    """Return what a page is called in the list of tests."""
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize(
    "page", [page for page in PAGES if any(block.title or block.language == "console" for block in blocks(page))], ids=named
)
def test_does_what_it_says(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a page tells to write and to run works, in its order, and comes out as shown."""
    monkeypatch.chdir(tmp_path)
    if any("blueprints/" in block.text for block in blocks(page) if block.language == "console"):
        shutil.copytree(ROOT / "blueprints", tmp_path / "blueprints")
    monkeypatch.setenv("PATH", os.pathsep.join([str(Path(sys.executable).parent), str(tools.FOLDER), os.environ["PATH"]]))
    reader = Reader()
    for block in blocks(page):
        reader.follow(block)


@attrs.define
class Reader:
    """Somebody who does what a page says, in the working directory."""

    wrote: set[str] = attrs.Factory(set)

    def follow(self, block: Block) -> None:
        """Do what a block says."""
        if block.title:
            assert f"`{block.title}`" in block.before, f"the words before a block do not say that it is {block.title}"
            self._file(block, Path(block.title))
        elif block.language == "console":
            for command, shown in commands(block.text):
                compare(shown, run(command, 1 if "error[" in shown else 0), command)
        elif block.language == "python":
            exec(compile(block.text, "a page", "exec"), {"__name__": "__main__"})  # noqa: S102  That is what a reader does.

    def _file(self, block: Block, file: Path) -> None:
        """Write a file, or find the block in one that a command has written."""
        if block.language == "yaml" and file.exists() and str(file) not in self.wrote:
            compare(block.text, file.read_text(encoding="utf-8"), str(file))
            return
        file.parent.mkdir(parents=True, exist_ok=True)
        before = file.read_text(encoding="utf-8") if block.adds else ""
        file.write_text(before + block.text, encoding="utf-8")
        self.wrote.add(str(file))


def commands(text: str) -> Iterator[tuple[str, str]]:
    """Yield each command of a console block with the output that is shown under it."""
    for part in re.split(r"(?m)^\$ ", text)[1:]:
        command, _, shown = part.partition("\n")
        yield command, shown


def run(command: str, code: int) -> str:
    """Run a command in the working directory, and return all that it prints; it must end with an exit code."""
    ours = re.split(rf" \| (?={'|'.join(sorted(OTHERS))})", command)[0]
    words = shlex.split(ours, comments=True)
    if tuple(words[:2]) in FILES_ALONE and any(Path(word).is_dir() for word in words[2:]):
        tools.path(words[0])
    elif words[0] in OTHERS:
        return ""
    if words[0] == "cd":
        os.chdir(words[1])
        return ""
    if words[0] == "rocksolid" and not _SHELL.search(ours):
        result = CliRunner().invoke(application(words[1]), words[1:], prog_name="rocksolid")
        assert result.exit_code == code, f"{command}\n{result.output}"
        return result.output
    done = subprocess.run(["bash", "-c", ours], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    assert done.returncode == code, f"{command}\n{done.stdout}"
    return done.stdout


def compare(shown: str, real: str, source: str) -> None:
    """Find every piece of what is shown in what there is, line by line and in order."""
    start = 0
    for piece in filter(str.strip, _DOTS.split(shown)):
        lines = (re.escape(line.rstrip()).replace(r"\.\.\.", ".*") for line in piece.rstrip("\n").split("\n"))
        found = re.compile("^" + r" *\n".join(lines) + r" *$", re.MULTILINE).search(real, start)
        assert found, f"{source} does not hold\n{piece}\nbut\n{real}"
        start = found.end()


_READERS: Mapping[str, Callable[[str], Any]] = {
    "toml": tomllib.loads,
    "json": json.loads,
    "yaml": lambda text: list(yaml.safe_load_all(text)),
}


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_shows_only_what_can_be_read(page: Path) -> None:
    """A block that says that it is TOML, JSON or YAML is."""
    assert page.read_text(encoding="utf-8").count("```") == 2 * len(list(blocks(page)))  # No fence is passed over.
    for block in blocks(page):
        _READERS.get(block.language, str)(_DOTS.sub("", block.text))


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_links_lead_somewhere(page: Path) -> None:
    """Every link inside the repository leads to a file, and to a heading in it where it names one."""
    for target in _LINK.findall(prose(page)):
        if "://" in target:
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        assert file.exists(), f"{target} is not there"
        assert file.is_relative_to(ROOT), f"{target} leads out of the repository"
        assert not anchor or anchor in anchors(file), f"{file.name} has no heading #{anchor}"


def anchors(page: Path) -> set[str]:
    """Return the headings of a page as links name them."""
    headings = re.findall(r"(?m)^#+ (.+)$", prose(page))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_the_index_names_every_page() -> None:
    """Every page of the documentation can be found from its first one."""
    index = ROOT / "docs" / "README.md"
    linked = {(index.parent / target.partition("#")[0]).resolve() for target in _LINK.findall(prose(index))}
    assert {page for page in PAGES if page not in {README, index}} <= linked


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_promises_no_command_that_is_not_there(page: Path) -> None:
    """Every command that a page names is one of rocksolid's, or a target of the Makefile."""
    text = page.read_text(encoding="utf-8")
    known = {command.split()[0] for command in COMMANDS}
    assert set(re.findall(r"(?:^\$ |`)rocksolid ([a-z]+)\b", text, re.MULTILINE)) <= known
    targets = re.findall(r"(?m)^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"))
    assert set(re.findall(r"(?:^\$ |`)make ([a-z]+)\b", text, re.MULTILINE)) <= set(targets)


def test_the_first_screen_is_whole() -> None:
    """The README's first screen has the blueprint of the demo to the letter, what it becomes, and the two commands."""
    screen = "\n".join(README.read_text(encoding="utf-8").split("\n")[:FIRST_SCREEN])
    assert f"```toml\n{(ROOT / BILLING).read_text(encoding='utf-8')}```" in screen
    assert "$ make demo" in screen
    assert "$ make test" in screen
    assert f"render {BILLING}" in (ROOT / "Makefile").read_text(encoding="utf-8")
    kinds = re.findall(r"(?m)^\| ([A-Z]\w+) +\|", screen)
    assert kinds == [one["kind"] for one in compile_request(Request(paths=(str(ROOT / BILLING),))).objects]
