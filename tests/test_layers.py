"""Who may import whom, and who may print, read and write: the table of `docs/explanation/architecture.md`, held by the code itself."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FILES = sorted((ROOT / "rocksolid").rglob("*.py"))
PACKAGE = {".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): file for file in FILES}
TABLES = {"rocksolid.rules", "rocksolid.rules.platform"}
"""The tables of contents of the rules: what apps become, and what belongs to the platform."""
MAY_IMPORT = {
    "finding": {"finding"},
    "credentials": {"credentials"},
    "digest": {"digest"},
    "progress": {"progress"},
    "schedules": {"schedules"},
    "sharing": {"sharing"},
    "wording": {"wording"},
    "language": {"credentials", "finding", "language", "progress", "sharing"},
    "manifest": {"digest", "finding", "manifest"},
    "system": {"credentials", "digest", "finding", "language", "manifest", "schedules", "system"},
    "rules": {"finding", "language", "manifest", "system"},
    "emit": {"emit", "manifest", "progress", "wording"},
    "report": {"finding", "report"},
    "graph": {"finding", "graph", "language", "system"},
    "verify": {"finding", "progress", "schedules", "sharing", "verify"},
    "diff": {"credentials", "diff", "finding", "manifest", "progress", "verify", "wording"},
    "explain": {"compiler", "emit", "explain", "finding", "language", "manifest", "rules", "system", "user_rules", "wording"},
    "user_rules": {"finding", "language", "manifest", "system", "user_rules"},
    "compiler": {"emit", "finding", "language", "manifest", "report", "rules", "system", "user_rules"},
    "check": {"check", "compiler", "emit", "finding", "language", "manifest", "progress", "system", "verify"},
    "library": {"compiler", "language"},
    "": {"compiler", "finding", "language", "library", "manifest", "system"},
    "cli": {
        "check",
        "cli",
        "compiler",
        "diff",
        "emit",
        "explain",
        "finding",
        "graph",
        "language",
        "library",
        "manifest",
        "progress",
        "report",
        "rules",
        "sharing",
        "system",
        "user_rules",
        "verify",
        "wording",
    },
}
"""By part of the package (the package itself is the empty one): the parts that it may import, at the top or in a function."""
LONGEST = {"module": 250, "rule": 80, "function": 30}
READS = {"open", "read_bytes", "read_text"}
WRITES = {"mkdir", "open", "rename", "rmdir", "touch", "unlink", "write_bytes", "write_text"}

each_module = pytest.mark.parametrize("module", PACKAGE)


def part(module: str) -> str:
    """Return the part of the package that a module belongs to."""
    return [*module.split("."), ""][1]


def tree(module: str) -> ast.Module:
    """Return the syntax of a module."""
    return ast.parse(PACKAGE[module].read_text(encoding="utf-8"))


def imported(module: str) -> Iterator[str]:
    """Yield our modules that a module imports, wherever it does; of `from package import name`, the module `package.name` if it is one."""
    for node in ast.walk(tree(module)):
        match node:
            case ast.Import(names=names):
                yield from (name.name for name in names if name.name.split(".")[0] == "rocksolid")
            case ast.ImportFrom(module=str(origin), names=names) if origin.split(".")[0] == "rocksolid":
                yield from (f"{origin}.{name.name}" if f"{origin}.{name.name}" in PACKAGE else origin for name in names)


def called(module: str) -> Iterator[tuple[str, str]]:
    """Yield what a module calls, and on which name: on none for a function, on `()` for an expression."""
    for node in ast.walk(tree(module)):
        match node:
            case ast.Call(func=ast.Name(id=function)):
                yield "", function
            case ast.Call(func=ast.Attribute(value=ast.Name(id=owner), attr=function)):
                yield owner, function
            case ast.Call(func=ast.Attribute(attr=function)):
                yield "()", function


def test_the_table_names_every_part() -> None:
    """A part that nobody thought of is a part that anybody may import."""
    assert {part(module) for module in PACKAGE} <= set(MAY_IMPORT)


@each_module
def test_imports_what_it_may(module: str) -> None:
    """Nobody knows those above: the language knows no rule, a rule no command, and nobody the command line."""
    assert {part(other) for other in imported(module)} - {part(module)} <= MAY_IMPORT[part(module)]


@pytest.mark.parametrize("module", [module for module in PACKAGE if part(module) == "rules" and module not in TABLES])
def test_a_rule_knows_no_other(module: str) -> None:
    """What two rules share is decided in `system`; only the tables of contents know them."""
    assert [other for other in imported(module) if part(other) == "rules"] == []


def test_the_driver_knows_one_writer() -> None:
    """Of all ways to write objects, `Compiled.yaml` needs YAML alone."""
    assert {other for other in imported("rocksolid.compiler") if part(other) == "emit"} == {"rocksolid.emit.yaml"}


@pytest.mark.parametrize("module", [module for module in PACKAGE if part(module) != "cli"])
def test_prints_nothing(module: str) -> None:
    """Only the command line prints: all others return what they have to say."""
    streams = [node for node in ast.walk(tree(module)) if isinstance(node, ast.Attribute) and node.attr in {"stdout", "__stdout__"}]

    assert [function for _, function in called(module) if function == "print"] == []
    assert streams == []


READERS = {"rocksolid.language.source", "rocksolid.cli.ahead", "rocksolid.emit.directory"}


@pytest.mark.parametrize("module", [module for module in PACKAGE if module not in READERS])
def test_touches_no_file(module: str) -> None:
    """Files are read by `language/source`, or by `cli/ahead` before it, and written by `emit/directory`, and by nobody else."""
    touched = {(owner, function) for owner, function in called(module) if function in READS | WRITES}

    assert touched <= {("source", "read_text"), ("", "read_bytes")}  # The functions of `language/source`.


def test_what_is_read_is_not_written() -> None:
    """The reader of files writes none."""
    assert {function for _, function in called("rocksolid.language.source")} & (WRITES - READS) == set()


@each_module
def test_stays_small(module: str) -> None:
    """A module is read in one sitting, a function without scrolling."""
    limit = LONGEST["rule" if part(module) == "rules" and module != "rocksolid.rules" else "module"]
    functions = [node for node in ast.walk(tree(module)) if isinstance(node, ast.FunctionDef)]

    assert len(PACKAGE[module].read_text(encoding="utf-8").splitlines()) <= limit
    assert {one.name: one.end_lineno - one.lineno for one in functions if (one.end_lineno or 0) - one.lineno >= LONGEST["function"]} == {}  # type: ignore[operator]


@each_module
def test_says_what_it_is(module: str) -> None:
    """The first line of a module is a sentence about it."""
    said = (ast.get_docstring(tree(module)) or "").split("\n")[0]

    assert said[:1].isupper() or said[:1] == "`"
    assert said.endswith(".")
