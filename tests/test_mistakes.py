"""Whatever stands in a blueprint, its author is told what is wrong with it: no mistake ends in a traceback of ours."""

import contextlib
import copy
import datetime as dt
import math
from collections.abc import Iterator, Mapping
from typing import Any, get_args, get_origin

import attrs
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rocksolid.compiler import Compiled, RefusedError, compile_gathered
from rocksolid.emit import yaml
from rocksolid.finding import Finding
from rocksolid.language.blueprint import Blueprint
from rocksolid.language.drafts import File, drafts
from rocksolid.language.gather import Gathered, Request
from rocksolid.language.platforms import decide_platform
from rocksolid.language.source import Source
from rocksolid.language.table import word
from rocksolid.report.text import render

from build import APP
from build import compiled as compiled_text
from test_provenance import APPS, EVERYTHING, PLATFORMS, compiled

Path = tuple[Any, ...]


def nested(depth: int) -> dict[str, Any]:
    """Return tables in tables."""
    tree: dict[str, Any] = {"a": 1}
    for _ in range(depth):
        tree = {"a": tree}
    return tree


ODD: list[Any] = [
    *(dt.date(2027, 6, 30), dt.time(7, 30), dt.datetime(2027, 6, 30, tzinfo=dt.UTC), math.nan, -math.inf, 10**5000, -(2**63) - 1),
    *("\ud800", "1" * 5000, "٣", "1e99999999", {"\udfff": 1}, {"a": [math.nan]}, {1: "a"}, {None: {}}, nested(1500)),
]
"""What only Python, or hardly anybody, writes."""
VALUES: list[Any] = [
    *(None, True, False, 0, -1, 3, 80, 70000, 3.5, "", "x", "a b", "*", "{port}", "$(X)", "30s", "1Gi", "http", "shop/web", "10.0.0.0/8"),
    *([], [1], ["http"], [[]], {}, {"port": 80}, {"app": "web"}, {"a": {"b": 1}}),
    *ODD,
]


PLACELESS = {"no-namespace"}
"""What is missing everywhere is missing at no place."""


def words_of(kind: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield the path of every word of a type that `unset` reaches, `*` for own keys: it reaches into no list."""
    if attrs.has(kind):
        for attribute in attrs.fields(kind):
            name = word(attribute.name)
            if name not in path:
                yield (*path, name)
                yield from words_of(attribute.type, (*path, name))
    elif get_origin(kind) is Mapping:
        yield from words_of(get_args(kind)[1], (*path, "*"))
    elif type(None) in get_args(kind):
        yield from words_of(get_args(kind)[0], path)


WORDS = sorted(set(words_of(Blueprint)))
NAMES = sorted({path[-1] for path in WORDS} | {"unset", "apps", "environments", "frobnicate", "a.b", "", "größe"})


def places(tree: Any, path: Path = ()) -> Iterator[Path]:
    """Yield the path of everything in a tree."""
    for step, value in tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ():
        yield (*path, step)
        yield from places(value, (*path, step))


def tables(tree: Any, path: Path = ()) -> Iterator[Path]:
    """Yield the path of every table in a tree."""
    if isinstance(tree, dict):
        yield path
    for step, value in tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ():
        yield from tables(value, (*path, step))


def change(tree: dict[str, Any], path: Path, value: Any) -> None:
    """Put a value at a path of a tree; three dots take away what is there. A path that is no longer there is left alone."""
    *above, last = path
    inner: Any = tree
    with contextlib.suppress(KeyError, IndexError, TypeError):
        for step in above:
            inner = inner[step]
        if value is ...:
            del inner[last]
        else:
            inner[last] = value


def answered(result: Compiled | RefusedError) -> None:
    """Assert that what comes of a mistake can be used: manifests that can be written, or errors that can be read and found."""
    if isinstance(result, Compiled):
        assert yaml.dump_all([one.content for one in result.manifests])
        assert not [finding for finding in result.findings if finding.severity == "error"]
    else:
        assert [finding for finding in result.findings if finding.severity == "error"]
    for finding in result.findings:
        said = render(finding)
        said.encode()
        assert finding.message
        assert placed(finding) or finding.code in PLACELESS, said


def placed(finding: Finding) -> bool:
    """Return whether a finding stands somewhere: in a line of a file that is there."""
    place = finding.spot.place() if finding.spot else None
    return place is not None and bool(place.file) and place.line >= 1 and place.column >= 1


def outcome(apps: dict[str, Any], platform: dict[str, Any]) -> Compiled | RefusedError:
    """Return what becomes of raw trees."""
    try:
        return compiled(apps, platform)
    except RefusedError as refused:
        return refused


PLACES = [(name, path) for name, tree in APPS.items() for path in places(tree)]
ADDED = [(name, (*path, one)) for name, tree in APPS.items() for path in tables(tree) for one in NAMES]
changes = st.lists(
    st.tuples(st.sampled_from(PLACES), st.sampled_from([*VALUES, ...])) | st.tuples(st.sampled_from(ADDED), st.sampled_from(VALUES)),
    min_size=1,
    max_size=2,
)


@given(changes, st.sampled_from(sorted(PLATFORMS)))
@example([((next(iter(APPS)), ("kind",)), "deployment")], next(iter(PLATFORMS)))
def test_a_mistake_is_answered(changed: list[tuple[tuple[str, Path], Any]], platform: str) -> None:
    """Every app with something else, or something more, in a place compiles, or is refused with errors that can be shown."""
    apps = {name: copy.deepcopy(APPS[name]) for (name, _), _ in changed}
    for (name, path), value in changed:
        change(apps[name], path, copy.copy(value))
    answered(outcome(apps, PLATFORMS[platform]))


PLATFORM = decide_platform(Source("platform.toml", ""), {}, EVERYTHING, [])
assert PLATFORM
PLATFORM_PLACES = [(name, path) for name, tree in PLATFORMS.items() for path in places(tree)]


@given(st.sampled_from(PLATFORM_PLACES), st.sampled_from([one for one in VALUES if one not in ODD] + [...]), st.sampled_from(sorted(APPS)))
def test_a_mistake_in_a_platform_file_is_answered(place: tuple[str, Path], value: Any, app: str) -> None:
    """The same holds for what all apps stand on."""
    platform = copy.deepcopy(PLATFORMS[place[0]])
    change(platform, place[1], value)
    answered(outcome({app: APPS[app]}, platform))


@given(st.sampled_from(sorted(APPS)), st.sets(st.sampled_from(WORDS), min_size=1, max_size=3))
def test_whatever_an_environment_takes_away_is_answered(app: str, taken: set[tuple[str, ...]]) -> None:
    """What is unset, of the app or of its defaults, leaves an app, or is missed at a place."""
    paths = [".".join(f'"{step}"' for step in path) for words in sorted(taken) for path in meant(APPS[app], words)]
    tree = {**APPS[app], "environments": {"bare": {"unset": paths}}}
    report: list[Finding] = []
    file = File(Source(f"{app}.toml", "", EVERYTHING / "apps" / f"{app}.toml"), (), tree)
    gathered = Gathered(Request(paths=(), environment="bare"), tuple(drafts(file, PLATFORM, (), report)), lambda: ((), ()))
    try:
        answered(compile_gathered(gathered, report))
    except RefusedError as refused:
        answered(refused)


def meant(tree: Any, words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield the paths of an app that a path of the model means: each of its own keys stands for `*`."""
    if not words:
        yield ()
        return
    own = sorted(tree) if words[0] == "*" and isinstance(tree, dict) else [words[0]]
    for step in own:
        yield from ((step, *rest) for rest in meant(tree.get(step) if isinstance(tree, dict) else None, words[1:]))


LINES = [
    *("[environments.a]\nreplicas = 2", "replicas = " + "1" * 5000, "override.Deployment.spec.paused = nan", "unset = [1, [], {}]"),
    *(
        "override.Deployment.spec = { at = 2027-06-30T07:30:00Z }",
        "override.Deployment" + ".a" * 1500 + " = 1",
        "scale." + "a." * 1500 + "b = 1",
    ),
    *(
        "env.A = " + "[" * 3000,
        'health.readiness.period = "٣s"',
        "resources.memory = 0x" + "f" * 5000,
        "labels.a = +inf",
        'env = { "a\\uD7FF" = 1 }',
    ),
    *('resources = { memory = "1e99", memory_limit = "1Gi" }', 'schedule.cron = "' + "9" * 5000 + ' * * * *"', "port = 1979-05-27"),
]


@pytest.mark.parametrize("environment", [None, "p"])
@pytest.mark.parametrize("lines", LINES, ids=lambda lines: lines[:30])
def test_a_mistake_in_a_file_is_refused_in_its_line(lines: str, environment: str | None) -> None:
    """The same through TOML, with an environment that says it once more: refused, and never in the lines before it."""
    again = "\n[environments.p]\n" + (lines if not lines.startswith("[") else "")
    with pytest.raises(RefusedError) as refused:
        compiled_text(f"{APP}{lines}{again}" if not lines.startswith("[") else lines + again, environment=environment)

    answered(refused.value)


PLATFORM_LINES = [
    *('blueprints = ["/etc/*.toml"]', 'blueprints = [""]', "kubernetes = " + "1" * 5000, "network." + "a." * 1500 + "b = 1"),
    *("defaults.override.Deployment" + ".a" * 1500 + " = 1", "defaults.replicas = 2027-06-30", 'always.labels.a = "\u0663\u0000"'),
]


@pytest.mark.parametrize("lines", PLATFORM_LINES, ids=lambda lines: lines[:30])
def test_a_mistake_in_a_platform_file_is_refused_in_its_line(lines: str) -> None:
    """The same for what stands below every app: the finding is in the platform file."""
    with pytest.raises(RefusedError) as refused:
        compiled_text(APP, lines + "\n")

    answered(refused.value)
    assert {finding.spot.place().file.rpartition("/")[2] for finding in refused.value.findings if finding.spot} == {"platform.toml"}


@pytest.mark.parametrize("path", sorted({".".join(path) for path in WORDS}))
def test_a_word_is_unset_in_a_file(path: str) -> None:
    """Each word of the model is one that `unset` knows; what is needed is missed in the line that took it away."""
    try:
        result: Compiled | RefusedError = compiled_text(f'{APP}[environments.bare]\nunset = ["{path}"]\n', environment="bare")
    except RefusedError as refused:
        result = refused

    answered(result)
    assert not [finding for finding in result.findings if finding.code == "unknown-key"]
