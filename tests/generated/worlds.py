"""A strategy for everything that one run is given: apps that call each other, in one file or several, on a platform, in an environment."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

import attrs
from hypothesis import strategies as st
from rocksolid.language.blueprint import Blueprint, Kind
from rocksolid.language.gather import Request
from rocksolid.language.kinds import UNUSABLE, kind_of
from rocksolid.language.operation import Placement
from rocksolid.language.parts import ALWAYS
from rocksolid.language.peers import Port
from rocksolid.language.trees import without

from . import tables, toml
from .scalars import APPS, NUMBERS, PORTS, Strategy, rarely, texts
from .tables import ENTRANCES, Tree

PLATFORM = "platform.toml"
ENVIRONMENT = "production"
LAID = {
    "notes.txt": "a note\n",
    "conf/a.yaml": "no: 1e3\n",
    "conf/b.bin": "\x00\x01",
    "house.py": '"""Every object has an owner."""\n\n\ndef owner(system):\n    """Nobody owns nothing."""\n    return ()\n',
}
"""The files that stand beside the blueprints: `files` mounts them, and `rules` imports the last one."""
WANTED: Mapping[str, tuple[str, ...]] = {
    "service": ("ports",),
    "worker": (),
    "stateful": ("ports", "replicas", "security"),
    "daemon": (),
    "job": (),
    "cron": ("schedule",),
}
"""What an app of each kind cannot do without, or nearly so."""
WAIVED = {"writable_root": "read-only-root", "capabilities": "capabilities", "seccomp": "seccomp"}
"""The waiver that a word of `[security]` may need."""
ASKED = ("callers", "expose", "metrics", "health")
"""The words that need a port."""
WAYS = {"ingress": {"class": "edge", "controller": "traefik"}, "gateway": {"name": "edge", "controller": "envoy-gateway"}}
"""What a way into the cluster has."""
WITH_VOLUMES = ("replicas", "security")
PASSED_ON = ("extra", "override", "metrics", "behavior")
"""The words that hold Kubernetes' own."""
JUNK: tuple[Any, ...] = (True, 0, -1, 10**30, 3.5, "", "x", [], {}, [[]], {"a": {"b": 1}}, "\u0000", "a\nb")
"""What stands here and there in the place of something else."""


@attrs.frozen
class World:
    """What one run is given: raw trees by the names of their files, and what the command line says about them."""

    trees: Mapping[str, Tree]
    headers: bool = False
    environment: str | None = None
    platform_objects: bool = False

    def texts(self) -> dict[str, str]:
        """Return the TOML files."""
        return {name: toml.text(tree, headers=self.headers) for name, tree in self.trees.items()}

    def request(self, folder: Path) -> Request:
        """Lay the files into a folder, and return what is asked for there."""
        for name, content in (LAID | self.texts()).items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(content, encoding="utf-8", newline="")
        (folder / PLATFORM).touch()
        return Request(paths=(str(folder),), environment=self.environment, platform_objects=self.platform_objects)


words = tables.words_of(Blueprint)
some_ports = st.dictionaries(st.sampled_from(PORTS), tables.of(Port), min_size=1, max_size=3).filter(
    lambda ports: len({str(one["port"] if isinstance(one, dict) else one) for one in ports.values()}) == len(ports)
)
shared_words = tables.blueprint(2, whole=False)


@st.composite
def apps(draw: st.DrawFn, name: str) -> Tree:
    """Make one app, which mostly has what its kind needs, and nothing that its kind cannot use."""
    kind = draw(st.sampled_from([None, *get_args(Kind)]))
    tree: Tree = {"name": name, **draw(tables.blueprint())} | ({"kind": kind} if kind else {})
    if draw(rarely(st.just(value=False), st.just(value=True), 16)):
        tree = fitting(draw, tree)
    if draw(rarely(st.just(value=True), st.just(value=False))):
        tree["environments"] = {ENVIRONMENT: without(draw(shared_words), UNUSABLE[kind_of(tree)])}
    return tree


def fitting(draw: st.DrawFn, tree: Tree) -> Tree:
    """Return an app with what its kind needs, and without what its kind cannot use."""
    kind = kind_of(tree)
    tree = without(tree, UNUSABLE[kind])
    if kind != "stateful":
        tree = {**tree, "volumes": {name: one for name, one in tree.get("volumes", {}).items() if "size" not in one}}
    needed = {*WANTED[kind], *(WITH_VOLUMES if tree.get("volumes") else ()), *(["ports"] if any(one in tree for one in ASKED) else ())}
    if "scale" in tree:
        tree = {name: one for name, one in tree.items() if name != "replicas"} | {"scale": {"min": 1, **tree["scale"]}}
    needed -= {*UNUSABLE[kind], *(["replicas"] if "scale" in tree else ()), *(["ports"] if "port" in tree else ())}
    if "ports" in tree:
        tree.pop("port", None)
    for name in sorted(name for name in needed if not tree.get(name)):
        tree[name] = draw(some_ports if name == "ports" else words[name])
    if "security" in needed:
        tree["security"] = {"user": 1000, "group": 1000, **tree["security"]}
    named = [rule for relaxed, rule in WAIVED.items() if relaxed in tree.get("security", {})]
    if named and bool(draw(st.booleans())):
        tree["waivers"] = [{"rule": rule, "reason": draw(texts)} for rule in named]
    return tree


@st.composite
def platforms(draw: st.DrawFn) -> Tree:
    """Make a platform file, which mostly knows a way into the cluster, and often lets pods in that are less than restricted."""
    tree: Tree = draw(tables.platform())
    for way, needed in WAYS.items():
        drawn, fit = tree.pop(way, {}), draw(rarely(st.just(value=False), st.just(value=True)))
        if drawn or draw(st.booleans()):
            beside = (*needed, *ENTRANCES[next(iter(needed))].split())
            tree[way] = {**needed, **{name: value for name, value in drawn.items() if name in beside or not fit}}
    if draw(st.booleans()):
        tree["pod_security"] = {**tree.get("pod_security", {}), "enforce": "privileged"}
    parts = {
        "defaults": shared_words,
        "environments": st.fixed_dictionaries({ENVIRONMENT: shared_words}),
        "always": st.dictionaries(st.sampled_from(sorted(ALWAYS)), st.none(), min_size=1, max_size=2).flatmap(
            lambda some: st.fixed_dictionaries({name: _always(name) for name in some})
        ),
    }
    for part, strategy in parts.items():
        if draw(rarely(st.just(value=True), st.just(value=False), 5)):
            tree[part] = draw(strategy)
    return tree


def _always(name: str) -> Strategy:
    """Return what makes a word that is added to every app."""
    return {**tables.words_of(Placement), **words}[name]


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Make what one run is given."""
    several = st.lists(st.sampled_from(APPS), min_size=2, max_size=4, unique=True)
    names = draw(rarely(several, st.sampled_from(APPS).map(lambda name: [name]), 3))
    trees = {name: draw(apps(name)) for name in names}
    for caller, callee in draw(st.lists(st.tuples(st.sampled_from(names), st.sampled_from(names)), max_size=3, unique=True)):
        _call(draw, trees[caller], trees[callee])
    files = _together(draw, trees) if draw(st.booleans()) else _apart(draw, trees)
    exposed = any("expose" in tree or "waivers" in tree for tree in trees.values())
    if draw(rarely(st.just(not exposed), st.just(exposed), 2)):
        files[PLATFORM] = draw(platforms())
    if draw(rarely(st.just(value=True), st.just(value=False))):
        _spoil(draw, files)
    known = {None, *(ENVIRONMENT for tree in files.values() if ENVIRONMENT in repr(tree))}
    spaced = bool(files.get(PLATFORM, {}).get("namespace"))  # The platform's own objects live in a namespace.
    return World(files, draw(st.booleans()), draw(st.sampled_from(sorted(known, key=str))), spaced and draw(st.booleans()))


def _call(draw: st.DrawFn, caller: Tree, callee: Tree) -> None:
    """Let one app call another, and say so at both ends; the callee has a port to call, unless it runs to an end."""
    if "ports" in UNUSABLE[kind_of(callee)]:
        return
    callee.setdefault("ports", {"http": draw(st.sampled_from(NUMBERS))})
    port = draw(st.sampled_from([None, *callee["ports"]]))
    for one, other, here in ((caller, callee, "dependencies"), (callee, caller, "callers")):
        space = other.get("namespace")
        entry: Tree = {"app": other["name"]}
        entry |= {"namespace": space} if space and space != one.get("namespace") else {}
        entry |= {"port": port} if port else {}
        entry |= {"critical": True} if here == "dependencies" and draw(st.booleans()) and one is not other else {}
        one[here] = [*one.get(here, ()), entry if len(entry) > 1 else entry["app"]]


def _together(draw: st.DrawFn, trees: Mapping[str, Tree]) -> dict[str, Tree]:
    """Return the apps in one file, below words that all of them share."""
    inside = {name: {word: value for word, value in tree.items() if word != "name"} for name, tree in trees.items()}
    return {"apps.toml": {**draw(shared_words), "apps": inside}}


def _apart(draw: st.DrawFn, trees: Mapping[str, Tree]) -> dict[str, Tree]:
    """Return each app in a file of its own, now and then with another file beside it for the environment."""
    files = {f"{name}.toml": tree for name, tree in trees.items()}
    beside = draw(st.lists(st.sampled_from(sorted(trees)), max_size=1))
    return files | {f"{name}.{ENVIRONMENT}.toml": without(draw(shared_words), UNUSABLE[kind_of(trees[name])]) for name in beside}


def _spoil(draw: st.DrawFn, files: dict[str, Tree]) -> None:
    """Put something else in the place of a value, but not in what is passed on: that is as right as its author writes it."""
    inner: Any = files[draw(st.sampled_from(sorted(files)))]
    step: Any = None
    while isinstance(inner, (dict, list)) and inner and step not in PASSED_ON:
        outer, step = inner, draw(st.sampled_from(sorted(inner) if isinstance(inner, dict) else range(len(inner))))
        inner = outer[step]
        if not draw(st.integers(0, 3)):
            break
    if step not in PASSED_ON and step is not None:
        outer[step] = draw(st.sampled_from(JUNK))
