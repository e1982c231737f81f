"""Every emitted field names the inputs that decide it, and every named input decides something."""

import copy
import functools
import json
import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest
from rocksolid.compiler import Compiled, RefusedError, compile_gathered
from rocksolid.finding import Finding
from rocksolid.language.drafts import File, drafts
from rocksolid.language.gather import Gathered, Request
from rocksolid.language.platforms import PlatformFile, decide_platform
from rocksolid.language.source import Source
from rocksolid.manifest.shape import APPENDED, MERGED_BY

EVERYTHING = Path(__file__).parent / "everything"
PLATFORMS = {file.stem: tomllib.loads(file.read_text(encoding="utf-8")) for file in sorted((EVERYTHING / "platforms").glob("*.toml"))}
APPS = {file.stem: tomllib.loads(file.read_text(encoding="utf-8")) for file in sorted((EVERYTHING / "apps").glob("*.toml"))}
"""Blueprints that together say every word of the language, and three platforms that together say every word of theirs."""

DECIDED: dict[str, PlatformFile] = {}
"""Platforms that were decided already, by their tree."""

Trees = dict[str, dict[str, Any]]
Leaves = dict[tuple[Any, ...], tuple[Any, str, tuple[str, ...]]]
"""By object, rule and path: the value, the rule again, and the inputs that it names."""


def compiled(apps: Trees, platform: dict[str, Any]) -> Compiled:
    """Compile raw trees without any file."""
    report: list[Finding] = []
    key = json.dumps(platform)
    if key not in DECIDED:
        decided = decide_platform(Source("platform.toml", ""), platform, EVERYTHING, report)
        if not decided:
            raise RefusedError(tuple(report))
        DECIDED[key] = decided
    decided = DECIDED[key]
    files = [File(Source(f"{name}.toml", "", EVERYTHING / "apps" / f"{name}.toml"), (), tree) for name, tree in apps.items()]
    found = tuple(draft for file in files for draft in drafts(file, decided, (), report))
    return compile_gathered(Gathered(Request(paths=(), platform_objects=True), found, lambda: ((), ())), report)


def leaves(result: Compiled) -> Leaves:
    """Return every field of every object with its rule and its named inputs."""
    found: Leaves = {}
    for item in result.manifests:
        for rule, part in item.said:
            for path, value in fields(part.content, (), ()):
                found[item.ref.kind, item.ref.name, item.ref.owner.name, rule, *path] = (value, rule, (*part.because, *item.ref.because))
    return found


def fields(content: Any, path: tuple[Any, ...], keys: tuple[str, ...]) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Yield the fields of a piece of an object; items of united lists by their key, other lists as one value."""
    if isinstance(content, dict) and content:
        for key, value in content.items():
            yield from fields(value, (*path, key), (*keys, key))
    elif keys in MERGED_BY:
        for item in content:
            rest = {key: value for key, value in item.items() if key != MERGED_BY[keys]}
            yield (*path, item[MERGED_BY[keys]]), True
            yield from fields(rest, (*path, item[MERGED_BY[keys]]), keys) if rest else ()
    elif keys in APPENDED:
        yield from (((*path, repr(item)), True) for item in content)
    else:
        yield path, repr(content)


WORDS_OF_APPS = {("always",), ("defaults",)}
"""Tables of the platform file that hold words of apps: these are changed one by one."""
PLATFORM_DEPENDENT = {
    "component",
    "containers",
    "dependencies",
    "expose",
    "metrics",
    "pod_annotations",
    "port",
    "ports",
    "service_name",
    "shutdown",
}
"""The words of apps that mean something else on another platform."""
UNTOUCHABLE = {
    "archive: name": "others depend on it by this name",
    "cache: name": "it depends on itself by this name",
    "cache: dependencies.0.app": "the ports of another app would not be known",
    "feed: name": "it depends on itself by this name",
    "feed: dependencies.0.app": "the ports of another app would not be known",
    "money: name": "others depend on it by this name",
    "store: name": "others depend on it by this name",
    "service: env.PUBLIC_KEY.public": "the value would be refused as a credential",
    "service: dependencies.0.app": "no other app has such a port",
    "import: kind": "the words of a job would be refused",
    "migrate: kind": "the words of a job would be refused",
    "queue: containers.proxy.when": "a container that runs before has no probes",
    "service: containers.proxy.when": "a container that runs before has no probes",
    "archive: containers.index.when": "a container that runs before has no ports",
    "gate: containers.side.when": "a container that runs before has no ports",
    "relay: containers.socket.when": "a container that runs before has no ports",
    "money: scale.metrics.0.type": "it names the table beside it",
    "money: scale.metrics.0.containerResource.container": "it names the only container",
    "money: scale.metrics.0.containerResource.target.type": "it names the word beside it",
    "service: dependencies.6.kubernetes": "the other parts of the cluster are named already",
    "service: dependencies.8.kubernetes": "the other parts of the cluster are named already",
    "cache: security.user": "another user needs a group",
    "relay: kind": "another kind needs replicas",
    "relay: volumes.shared.access": "the pods of a daemon share their claim",
    "service: waivers.0.rule": "what its words relax would have no waiver",
    "service: name": "its token names the container that is called so",
    "service: dependencies.7.kubernetes": "no other part of the cluster takes a port",
    "cilium: network.engine": "what only Cilium can name would be refused",
}
"""Inputs that cannot be changed alone, with the reason."""

OTHERS: dict[str, tuple[Any, ...]] = {
    "HTTP": ("HTTPS",),
    "TCP": ("SCTP",),
    "UDP": ("TCP",),
    "grpc": ("http", "metrics", "exec"),
    "http": ("grpc", "metrics", "admin", "index"),
    "side": ("http",),
    "mutable-image": ("no-budget",),
    "203.0.113.0/24": ("203.0.112.0/23",),
    "192.0.2.0/24": ("192.0.2.0/23",),
    "exec": ("tcp",),
    "tcp": ("http",),
    "Always": ("IfNotPresent",),
    "NoSchedule": ("NoExecute",),
    "RollingUpdate": ("Recreate", "OnDelete"),
    "ReadWriteOncePod": ("ReadWriteOnce",),
    "ReadWriteOnce": ("ReadWriteMany",),
    "Replace": ("Forbid",),
    "argocd": ("helm",),
    "amd64": ("riscv64",),
    "arm64": ("s390x",),
    "beside": ("before",),
    "before": ("beside",),
    "load-balancer": ("node-port",),
    "kubernetes": ("cilium",),
    "pod-monitor": ("annotations",),
    "annotations": ("pod-monitor",),
    "service-monitor": ("annotations",),
    "cronjob": ("deployment", "policy-only"),
    "deployment": ("cronjob",),
    "restricted": ("baseline",),
    "traefik": ("haproxy",),
    "cilium": ("kubernetes", "istio"),
    "node": ("api",),
    "api": ("identity", "node"),
    "identity": ("api",),
    "0444": ("0400",),
    "status.podIP": ("status.hostIP",),
    "limits.memory": ("requests.memory",),
    "Europe/Vienna": ("Europe/Rome",),
    "service": ("worker",),
    "host": ("zone",),
}
"""What else may stand where a word of the language stands."""


def candidates(value: Any) -> Iterator[Any]:
    """Yield values that are like another one, but not the same."""
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield from (value + 1, value - 1, value + 1000)
    elif isinstance(value, str):
        yield from OTHERS.get(value, ())
        yield re.sub(r"\d+(?=\D*$)", lambda digits: str(int(digits[0]) + 1), value)
        yield re.sub(r"\d+", lambda digits: str(int(digits[0]) + 1), value, count=1)
        yield from (f"{value}x", f"/other{value}", f"x{value}")
    elif isinstance(value, list) and value:
        yield value[:-1]


def inputs(tree: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the paths of all values in a raw tree, and of its tables."""
    if isinstance(tree, dict) and tree:
        yield from [path] if path else []
        for key, value in tree.items():
            yield from inputs(value, (*path, key))
    elif isinstance(tree, list) and tree:
        for position, value in enumerate(tree):
            yield from inputs(value, (*path, position))
    else:
        yield path


def changed(tree: dict[str, Any], path: tuple[Any, ...], make: Callable[[Any], Any]) -> dict[str, Any]:
    """Return a copy of a tree with another value at a path; one that becomes None is taken away."""
    copied = copy.deepcopy(tree)
    parent = functools.reduce(lambda inner, step: inner[step], path[:-1], copied)
    value = make(parent[path[-1]])
    if value is None:
        del parent[path[-1]]
    else:
        parent[path[-1]] = value
    return copied


def near(apps: Trees, name: str | None) -> Trees:
    """Return an app with those that depend on it, and all that these depend on: no other can change with it."""
    if name is None:
        return apps
    callees = {other: {_app(one) for one in tree.get("dependencies", ())} for other, tree in apps.items()}
    near_by = {other for other in apps if other == name or apps[name]["name"] in callees[other]}
    needed = {callee for other in near_by for callee in callees[other]}
    return {other: tree for other, tree in apps.items() if other in near_by or tree["name"] in needed}


def _app(dependency: Any) -> Any:
    return dependency if isinstance(dependency, str) else dependency.get("app")


def perturbed(apps: Trees, platform: dict[str, Any], name: str | None, path: tuple[Any, ...]) -> Iterator[Compiled]:
    """Yield what comes out after one input of an app (None: of the platform) was changed, and after it was left out."""
    tree = platform if name is None else apps[name]
    value = functools.reduce(lambda inner, step: inner[step], path, tree)
    for others in ([new for new in candidates(value) if new != value], [None]):
        for new in others:
            other = changed(tree, path, lambda _, new=new: new)
            try:
                yield compiled(apps, other) if name is None else compiled({**apps, name: other}, platform)
            except RefusedError:
                continue
            break


def called(name: str | None, path: tuple[Any, ...], owner: str, owners: set[str]) -> str:
    """Return how the owner of a changed field names an input of an app (whose objects `owners` own), or of the platform (None)."""
    words = [str(step) for step in path if isinstance(step, str)]
    if name is None:
        if path[:1] in WORDS_OF_APPS:
            return ".".join(["placement", *words[1:]] if words[1] == "tolerations" else words[1:])
        return ".".join(["platform", *words])
    return ".".join(words if owner in owners else ["callee", *words])


def exists(compiled: Compiled) -> dict[tuple[str, str, str], set[str]]:
    """Return the objects, each with all inputs that its parts name together: these decide that it is there."""
    return {(o.ref.kind, o.ref.name, o.ref.owner.name): {one for _, part in o.said for one in part.because} for o in compiled.manifests}


def meets(path: str, because: str) -> bool:
    """Return whether one of two dotted paths lies at or below the other."""
    return path == because or path.startswith(f"{because}.") or because.startswith(f"{path}.")


class Outcome:
    """What comes out: the workloads as (app, name, kind), every field, and the inputs that decide that an object is there."""

    def __init__(self, result: Compiled) -> None:
        """Take apart what was compiled."""
        self.workloads = {(w.app.name, w.name, w.kind) for w in result.system.workloads}
        self.leaves, self.exists = leaves(result), exists(result)


@attrs.define
class Perturbation:
    """What came of changing every input once: fields that changed but do not name it, what was named rightly, what never changed."""

    unnamed: set[str] = attrs.field(factory=set)
    named: set[tuple[str, str]] = attrs.field(factory=set)
    untouched: set[str] = attrs.field(factory=set)

    def compare(self, name: str | None, path: tuple[Any, ...], before: "Outcome", after: "Outcome") -> None:
        """Look at every field that differs; another kind or another name is another object, and no difference of fields."""
        if before.workloads != after.workloads:
            return
        old, new, here, there = before.leaves, after.leaves, before.exists, after.exists
        owners = {owner for app, owner, _ in after.workloads if name and app == APPS[name]["name"]}
        for key in old.keys() | new.keys():
            if (key[:3] in here) != (key[:3] in there):
                word = called(name, path, key[2], owners)
                if not any(meets(word, one) for one in (here.get(key[:3]) or there[key[:3]])):
                    self.unnamed.add(f"{' '.join(key[:3])} is there or not by {word}, which none of its parts names")
            said = [leaf for leaf in (old.get(key), new.get(key)) if leaf]
            if len(said) == 1 or said[0][0] != said[1][0]:
                word = called(name, path, key[2], owners)
                for _, rule, because in said:
                    met = {one for one in because if meets(word, one) or meets(f"callee.{word}", one)}
                    self.named |= {(rule, one) for one in met}
                    if not met and key[:3] in here and key[:3] in there:
                        self.unnamed.add(f"{rule} wrote {'.'.join(map(str, key))}: it changes with {word}, but names {', '.join(because)}")


@pytest.fixture(scope="module")
def perturbation() -> Perturbation:
    """Change every input of every blueprint and platform once, and take each away once."""
    result = Perturbation()
    for title, platform in PLATFORMS.items():
        # Few words of apps mean something else on another platform: the first one is enough for the others.
        first = title == min(PLATFORMS)
        unchanged = {name: Outcome(compiled(near(APPS, name), platform)) for name in (None, *APPS)}
        apps = [(name, path) for name, tree in APPS.items() for path in inputs(tree) if first or path[0] in PLATFORM_DEPENDENT]
        for name, path in [*apps, *((None, path) for path in inputs(platform) if path not in WORDS_OF_APPS)]:
            outcomes = [Outcome(result) for result in perturbed(near(APPS, name), platform, name, path)]
            value = functools.reduce(lambda inner, step: inner[step], path, platform if name is None else APPS[name])
            if not outcomes and not isinstance(value, (dict, list)):
                result.untouched.add(f"{name or title}: {'.'.join(map(str, path))}")
            for after in outcomes:
                result.compare(name, path, unchanged[name], after)
    return result


def test_a_field_that_changes_names_the_input(perturbation: Perturbation) -> None:
    """Whatever changes when one input changes, or is left out, names that input."""
    assert not perturbation.unnamed, "\n".join(sorted(perturbation.unnamed))


def test_every_input_could_be_changed(perturbation: Perturbation) -> None:
    """No input of the blueprints is left out of the test by accident."""
    assert perturbation.untouched == set(UNTOUCHABLE)


def test_every_named_input_decides_something(perturbation: Perturbation) -> None:
    """An input that a rule names changes, somewhere, a field that the rule wrote."""
    said = {
        (rule, one)
        for platform in PLATFORMS.values()
        for item in compiled(APPS, platform).manifests
        for rule, part in item.said
        for one in part.because
    }
    idle = {
        (rule, one) for rule, one in said - perturbation.named if one not in {"name", "instance", "kind", "callee.instance"}
    }  # These make another object.
    assert not idle, "\n".join(sorted(f"{rule} names {one}" for rule, one in idle))


def test_every_field_has_an_origin() -> None:
    """Each field of each object can say which rule wrote it."""
    for platform in PLATFORMS.values():
        for item in compiled(APPS, platform).manifests:
            for path in inputs(item.content):
                assert item.origins(path), (item.ref, path)
