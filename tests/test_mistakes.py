"""Whatever stands in a blueprint, its author is told what is wrong with it: no mistake ends in a traceback of ours."""

import contextlib
import copy
from collections.abc import Iterator
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st
from rocksolid.compiler import RefusedError
from rocksolid.language.diagnostics import render

from test_provenance import APPS, PLATFORMS, compiled

Path = tuple[Any, ...]

VALUES: list[Any] = [
    *(None, True, False, 0, -1, 3, 80, 70000, 3.5, "", "x", "a b", "*", "{port}", "$(X)", "30s", "1Gi", "http", "shop/web", "10.0.0.0/8"),
    *([], [1], ["http"], [[]], {}, {"port": 80}, {"app": "web"}, {"a": {"b": 1}}),
]


def places(tree: Any, path: Path = ()) -> Iterator[Path]:
    """Yield the path of everything in a tree."""
    for step, value in tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ():
        yield (*path, step)
        yield from places(value, (*path, step))


PLACES = [(name, path) for name, tree in APPS.items() for path in places(tree)]
changes = st.lists(st.tuples(st.sampled_from(PLACES), st.sampled_from([*VALUES, ...])), min_size=1, max_size=2)


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


@given(changes, st.sampled_from(sorted(PLATFORMS)))
@example([((next(iter(APPS)), ("kind",)), "deployment")], next(iter(PLATFORMS)))
def test_a_mistake_is_answered(changed: list[tuple[tuple[str, Path], Any]], platform: str) -> None:
    """Every app with something else in a place compiles, or is refused with findings that can be shown."""
    apps = {name: copy.deepcopy(APPS[name]) for (name, _), _ in changed}
    for (name, path), value in changed:
        change(apps[name], path, value)
    try:
        findings = compiled(apps, PLATFORMS[platform]).findings
    except RefusedError as refused:
        findings = refused.findings

    assert all(render(finding) for finding in findings)


PLATFORM_PLACES = [(name, path) for name, tree in PLATFORMS.items() for path in places(tree)]


@given(st.sampled_from(PLATFORM_PLACES), st.sampled_from([*VALUES, ...]), st.sampled_from(sorted(APPS)))
def test_a_mistake_in_a_platform_file_is_answered(place: tuple[str, Path], value: Any, app: str) -> None:
    """The same holds for what all apps stand on."""
    platform = copy.deepcopy(PLATFORMS[place[0]])
    change(platform, place[1], value)
    try:
        findings = compiled({app: APPS[app]}, platform).findings
    except RefusedError as refused:
        findings = refused.findings

    assert all(render(finding) for finding in findings)
