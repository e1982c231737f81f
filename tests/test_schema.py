import copy
import datetime as dt
import ipaddress
import json
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from rocksolid.finding import Finding
from rocksolid.language.blueprint import Blueprint
from rocksolid.language.described import meanings
from rocksolid.language.drafts import File, drafts, structure
from rocksolid.language.networks import WELL_KNOWN
from rocksolid.language.parts import ALWAYS
from rocksolid.language.platform import Platform
from rocksolid.language.platforms import PlatformFile, decide_platform
from rocksolid.language.schema import blueprint_schema, platform_schema
from rocksolid.language.source import Source
from rocksolid.language.types import SCALARS
from rocksolid.language.values import WrongValueError

ROOT = Path(__file__).parents[1]
SCHEMAS = {"blueprint": blueprint_schema(), "platform": platform_schema()}
BLUEPRINT, PLATFORM = (Draft7Validator(schema) for schema in SCHEMAS.values())
WRITTEN = [*sorted((ROOT / "blueprints").rglob("*.toml")), *sorted((ROOT / "tests" / "everything").rglob("*.toml"))]
PLATFORMS = [file for file in WRITTEN if file.name == "platform.toml" or file.parent.name == "platforms"]
APPS = [file for file in WRITTEN if file not in PLATFORMS]
CASES = sorted((ROOT / "tests" / "errors").glob("*.toml"))
#: The cases with a mistake under a line that needs no other line to be one; what `unset` may say is beyond a schema.
ALONE = re.compile(r"^#: +\^+ error\[(unknown-key|wrong-type|unknown-choice)\]", re.MULTILINE)
MARKED = [file for file in CASES if ALONE.search(file.read_text(encoding="utf-8")) and not file.stem.startswith("unset")]
#: What a word of a type may not be, whatever the type: nothing takes a list of lists but what is passed through.
WRONG: list[list[Any]] = [[]]


def plain(tree: Any) -> Any:
    """Return a tree as JSON has it: dates are text."""
    return json.loads(json.dumps(tree, default=dt.date.isoformat))


def read(file: Path) -> dict[str, Any]:
    """Return a TOML file."""
    return tomllib.loads(file.read_text(encoding="utf-8"))


def said(errors: Iterator[Any]) -> list[str]:
    """Return what a validator says, and where."""
    return [f"{'.'.join(map(str, error.absolute_path))}: {error.message}" for error in errors]


@pytest.mark.parametrize("schema", SCHEMAS.values(), ids=SCHEMAS)
def test_is_a_schema(schema: dict[str, Any]) -> None:
    """Editors know draft-07."""
    assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"
    Draft7Validator.check_schema(schema)


def tables(schema: Any) -> Iterator[dict[str, Any]]:
    """Yield every part of a schema that lists words."""
    if isinstance(schema, dict):
        if "properties" in schema and "type" in schema:
            yield schema
        for inner in schema.values():
            yield from tables(inner)
    elif isinstance(schema, list):
        for inner in schema:
            yield from tables(inner)


@pytest.mark.parametrize("schema", SCHEMAS.values(), ids=SCHEMAS)
def test_every_table_is_closed(schema: dict[str, Any]) -> None:
    """A word that a table does not have is a mistake, and the editor marks it."""
    assert [table for table in tables(schema) if table["additionalProperties"] is not False] == []


@pytest.mark.parametrize("schema", SCHEMAS.values(), ids=SCHEMAS)
def test_every_word_is_described(schema: dict[str, Any]) -> None:
    """The editor says what a word means."""
    words = [(name, said) for table in tables(schema) for name, said in table["properties"].items() if "$ref" not in said]

    assert len(words) > 100
    assert [name for name, said in words if not said.get("description")] == []


def test_an_app_has_the_words_of_the_model() -> None:
    """Nothing that the reader knows is missing, and nothing else is there."""
    words = set(meanings(Blueprint))
    layers = {"unset", "environments"}

    assert set(SCHEMAS["blueprint"]["properties"]) == words | layers | {"apps"}
    assert set(SCHEMAS["blueprint"]["definitions"]["App"]["properties"]) == words | layers
    assert set(SCHEMAS["blueprint"]["definitions"]["Environment"]["properties"]) == words - {"name", "instance"} | {"unset"}


def test_a_platform_has_the_words_of_the_model() -> None:
    """The words of apps stand in parts of their own."""
    words = set(meanings(Platform))

    assert set(SCHEMAS["platform"]["properties"]) == words | {"defaults", "environments", "always"}
    assert set(SCHEMAS["platform"]["properties"]["always"]["properties"]) == set(ALWAYS)


@pytest.mark.parametrize("file", APPS, ids=lambda file: file.name)
def test_takes_what_the_reader_takes(file: Path) -> None:
    """No blueprint of ours has a mistake; neither has a file for one environment."""
    assert said(BLUEPRINT.iter_errors(plain(read(file)))) == []


@pytest.mark.parametrize("file", PLATFORMS, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_takes_platform_files(file: Path) -> None:
    """No platform file of ours has a mistake."""
    assert said(PLATFORM.iter_errors(plain(read(file)))) == []


@pytest.mark.parametrize("case", MARKED, ids=lambda case: case.stem)
def test_refuses_what_no_blueprint_can_say(case: Path) -> None:
    """An unknown word, and a value of another kind than expected, are marked while they are written."""
    lines = case.read_text(encoding="utf-8").split("\n")
    tree = tomllib.loads("\n".join(line[3:] for line in lines if not line.startswith("#")))
    assert said(BLUEPRINT.iter_errors(plain(tree)))


def mutants(tree: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Yield where a tree can be changed, and what to put there: one word more in a table, or a value that no word takes."""
    if isinstance(tree, dict):
        yield (*path, "zzz"), 1
        for name, value in tree.items():
            yield from mutants(value, (*path, name))
    else:
        yield path, WRONG
        for position, item in enumerate(tree if isinstance(tree, list) else ()):
            yield from mutants(item, (*path, position))


def changed(tree: Any, path: tuple[Any, ...], value: Any) -> Any:
    """Return a tree with another value at a path."""
    copied = copy.deepcopy(tree)
    inner = copied
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    return copied


@cache
def builtin() -> PlatformFile:
    """Return the built-in platform."""
    decided = decide_platform(Source("platform.toml", ""), {}, None, [])
    assert decided
    return decided


def complaints(tree: dict[str, Any], platform: PlatformFile) -> list[Finding]:
    """Return what the reader says of a blueprint, in every environment."""
    report: list[Finding] = []
    for draft in drafts(File(Source("app.toml", ""), (), tree), platform, (), report):
        for environment in (None, *draft.environments()):
            if not report:
                structure(draft, environment, report)
    return report


def readable(tree: dict[str, Any]) -> bool:
    """Return whether the reader takes a blueprint."""
    return not complaints(tree, builtin())


def decidable(tree: dict[str, Any]) -> bool:
    """Return whether the reader takes a platform file, and an app on it."""
    decided = decide_platform(Source("platform.toml", ""), tree, None, [])
    return decided is not None and not complaints({"name": "app", "image": "app:1", "port": 80}, decided)


@pytest.mark.parametrize("file", [file for file in WRITTEN if "everything" in file.parts], ids=lambda file: file.stem)
def test_refuses_what_the_reader_refuses(file: Path) -> None:
    """Wherever a word is added or a value changed, schema and reader agree on it."""
    takes, schema = (decidable, PLATFORM) if file in PLATFORMS else (readable, BLUEPRINT)
    tried = [(path, changed(read(file), path, value)) for path, value in mutants(read(file))]
    marked = {path: not schema.is_valid(plain(tree)) for path, tree in tried}

    assert [path for path, tree in tried if takes(tree) == marked[path]] == []
    assert sum(marked.values()) > 5


PIECES = [*"aB09-_./:@% *=\n~", "Mi", "m", "s", "http", "..", "\u00e9", "CAP_", ".json"]
TEXTS = (
    "registry.example.com:5000/a/b:1.2 a:1 10.0.0.0/8 fd00::/8 0.0.0.0/0 @daily Europe/Vienna metadata.labels['a'] profiles/a.json"
    " 1.5 .5 1e3 5m30s 25% example.com/a_b * NET_RAW 0440 1.36 amd64 image http /etc Deployment Deployment/web Deployment/spec.paused acme:rule"
)
EXAMPLES: list[Any] = [
    *(*TEXTS.split(), "*/5 1-2,3 * * MON", f"a@sha256:{'0' * 64}", "", 0, 1, 80, 65535, 2**31 - 1, False, True, dt.date(2027, 6, 30)),
    *([], ["amd64", "arm64"], ["10.0.0.0/8"], [80, "http"], {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}}),
]
texts = st.lists(st.sampled_from(PIECES), max_size=8).map("".join)
values = st.sampled_from(EXAMPLES) | texts | st.integers(-1, 2**31) | st.lists(texts | st.integers(0, 70000), max_size=3)


@pytest.mark.parametrize("kind", SCALARS, ids=str)
def test_no_small_type_is_without_an_example(kind: Any) -> None:
    """The examples below hold at least one value of each type."""
    assert [value for value in EXAMPLES if taken(kind, value)]


@given(values)
def test_what_a_small_type_takes_its_schema_takes(value: Any) -> None:
    """A pattern in the schema is never narrower than the reader: an editor must not mark what is right."""
    for kind in SCALARS:
        if taken(kind, value):
            assert said(Draft7Validator(dict(SCALARS[kind].schema)).iter_errors(plain(value))) == [], kind


def taken(kind: Any, value: Any) -> bool:
    """Return whether a small type takes a value."""
    try:
        SCALARS[kind].parse(value)
    except WrongValueError:
        return False
    return True


def test_well_known_networks_are_written_right() -> None:
    """What is taken without a look would be taken with one."""
    assert {str(ipaddress.ip_network(network)) for network in WELL_KNOWN} == WELL_KNOWN
