import os
import subprocess
import sys
from pathlib import Path

import pytest

from build import APP

STACK = "import typer, attrs, cattrs, rocksolid.language.toml"
#: Runs a command in this process, and prints what is loaded after it.
RUN = """
import sys
sys.argv[0] = "rocksolid"
from rocksolid.cli import main
try:
    main()
except SystemExit as ended:
    print("ended with", ended.code, file=sys.stderr)
"""

#: Prints the classes that are loaded and for which attrs wrote a `__repr__`: half of what such a class costs at a start.
PRINTABLE = """
import attrs
for name, module in list(sys.modules.items()):
    for one in list(vars(module).values()) if name.startswith("rocksolid.") else ():
        if isinstance(one, type) and one.__module__ == name and attrs.has(one) and "__repr__" in vars(one):
            print("printable", one.__name__)
"""


def loaded(program: str, *arguments: str, **environment: str) -> set[str]:
    """Return the modules that a program has loaded when it ends."""
    said = f"{program}\nimport sys\nprint('modules', *sys.modules, file=sys.stderr)"
    command = [sys.executable, "-c", said, *arguments]
    result = subprocess.run(command, capture_output=True, text=True, check=True, env={**os.environ, **environment})
    *_, last = result.stderr.strip().split("\n")
    assert last.startswith("modules "), result.stderr
    return set(last.split()[1:])


@pytest.fixture
def blueprint(tmp_path: Path) -> str:
    """A blueprint with a platform file, a neighbour and an environment."""
    (tmp_path / "platform.toml").write_text('blueprints = ["*.toml"]\n', encoding="utf-8")
    (tmp_path / "money.toml").write_text(APP.replace("app", "money") + "port = 8080\n", encoding="utf-8")
    words = 'port = 8080\ndependencies = ["money"]\n[health]\npath = "/ready"\n[environments.production]\nreplicas = 5\n'
    (tmp_path / "app.toml").write_text(APP + words, encoding="utf-8")
    return str(tmp_path / "app.toml")


def test_a_render_loads_its_stack_and_itself_alone(blueprint: str) -> None:
    """Neither rich nor any YAML library, schema or hash is loaded on the way from a blueprint to its manifests."""
    beyond = loaded(RUN, "render", blueprint, "-e", "production") - loaded(STACK)

    assert {name.split(".")[0] for name in beyond} == {"gc", "rocksolid", "typer"}
    assert {"rocksolid.rules.platform", "rocksolid.rules.namespace", "rocksolid.system.premises", "rocksolid.cli.workers"} & beyond == set()


def test_a_checksum_loads_no_openssl(tmp_path: Path) -> None:
    """An app with files has a checksum of them; the module that computes it is Python's own, as small as it gets."""
    (tmp_path / "app.toml").write_text(APP + 'port = 8080\nfiles."/etc/app.conf".content = "a"\n', encoding="utf-8")
    beyond = loaded(RUN, "render", str(tmp_path / "app.toml")) - loaded(STACK)

    assert {name.split(".")[0] for name in beyond} - {"_sha2", "_sha256"} == {"gc", "rocksolid", "typer"}


def test_a_render_with_rules_of_a_user_loads_these_alone(blueprint: str) -> None:
    """Besides what every render loads, there is the user's module, what runs it, and what it imports itself."""
    folder = Path(blueprint).parent
    (folder / "platform.toml").write_text('blueprints = ["*.toml"]\nrules = ["acme_rules:rule"]\n', encoding="utf-8")
    words = "import colorsys\n\ndef rule(system):\n    for w in system.workloads:\n"
    part = '        yield Part(w.controller, {"metadata": {"annotations": {"a": "b"}}}, ("labels",))\n'
    (folder / "acme_rules.py").write_text(f"from rocksolid import Part\n{words}{part}", encoding="utf-8")
    modules = loaded(RUN, "render", blueprint)

    assert {name.split(".")[0] for name in modules - loaded(STACK)} == {"colorsys", "gc", "rocksolid", "typer"}
    assert {name for name in modules if name.startswith("rocksolid.user_rules.")} == {
        f"rocksolid.user_rules.{part}" for part in ("driver", "fields", "load", "objects", "run")
    }
    assert {
        "rocksolid.language.reference",
        "rocksolid.language.schema",
        "rocksolid.language.diagnostics",
        "rocksolid.report",
    } & modules == set()


def test_a_render_loads_no_part_that_only_some_runs_need(blueprint: str) -> None:
    """What is needed to complain, to describe, to run Python, or to write files is loaded when it is needed."""
    parts = {
        *("complaints", "described", "diagnostics", "python", "python_spans", "reference", "schema", "spans", "syntax", "unset", "words"),
    }
    modules = loaded(RUN, "render", blueprint)

    assert "rocksolid.emit.yaml" in modules
    assert [name for name in modules if name.startswith("rocksolid.user_rules")] == []
    assert {f"rocksolid.language.{part}" for part in parts} & modules == set()
    closed = {"admissions", "agreement", "closed", "cycles", "known", "ledger", "links", "mends"}
    assert {f"rocksolid.system.{part}" for part in closed} & modules == set()
    assert {
        "rocksolid.report",
        "rocksolid.verify",
        "rocksolid.emit.json",
        "rocksolid.emit.kyaml",
        "rocksolid.emit.directory",
        "rocksolid.library",
        "rocksolid.schedules",
        "rocksolid.cli.fleet",
        "rocksolid.cli.workers",
        "rocksolid.cli.write",
    } & modules == set()


def test_a_render_makes_printable_only_what_authors_of_rules_see(blueprint: str) -> None:
    """What attrs writes for a class is compiled at every start: nothing is written that nobody looks at."""
    result = subprocess.run([sys.executable, "-c", f"{RUN}{PRINTABLE}", "render", blueprint], capture_output=True, text=True, check=True)

    # The name of a volume is made from all words of a FileVolume, where its own name is taken.
    assert {line.split()[1] for line in result.stdout.splitlines() if line.startswith("printable ")} == {
        *("FileVolume", "Finding", "Part", "Place", "Ref"),
    }


@pytest.mark.parametrize("arguments", [["--help"], ["render", "--help"], ["verify", "--help"], ["--version"]], ids=" ".join)
def test_help_loads_no_compiler(arguments: list[str]) -> None:
    """Help is there at once, and looks the same everywhere: rich has no part in it."""
    modules = loaded(RUN, *arguments)

    assert "typer" in modules
    assert {"rich", "attrs", "cattrs", "rocksolid.compiler"} & modules == set()


def test_completion_loads_no_compiler() -> None:
    """A shell that completes a word waits for nothing but typer."""
    modules = loaded(RUN, _ROCKSOLID_COMPLETE="complete_bash", COMP_WORDS="rocksolid ren", COMP_CWORD="1")

    assert "typer" in modules
    assert {"rich", "attrs", "cattrs", "rocksolid.compiler"} & modules == set()


def test_importing_the_library_loads_nothing() -> None:
    """`import rocksolid` costs a program nothing until it asks for something."""
    assert loaded("import rocksolid") - loaded("pass") == {"rocksolid"}


def test_an_app_in_python_loads_no_compiler() -> None:
    """A Python blueprint may be imported, by tests of its author, without the compiler."""
    modules = loaded("from rocksolid import App; App(name='app', image='app:1')")

    assert {"cattrs", "typer", "rocksolid.compiler"} & modules == set()
