"""What is explained is all that is emitted, and it is true: a line that is changed changes only what names it."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import attrs
import pytest
from rocksolid.compiler import compile_gathered
from rocksolid.emit import yaml as emit
from rocksolid.explain import annotated
from rocksolid.explain.decisions import Decision
from rocksolid.explain.explanation import Explained, Field, explain
from rocksolid.explain.leaf import leaves
from rocksolid.explain.select import select
from rocksolid.finding import Finding
from rocksolid.language.gather import Request, gather
from rocksolid.manifest import paths

from perturb import Input, Outcome, Target, World, world
from systems import CASES, ROOT, WITH_PLATFORM, read
from test_provenance import EVERYTHING, PLATFORMS

DEFAULTS = ROOT / "rocksolid" / "language" / "defaults.toml"
CONSTANT = (
    ("metadata", "apiVersion"),
    ("metadata", "kind"),
    ("metadata", "metadata.name"),
    ("network", "spec.policyTypes"),
    ("workload", "enableServiceLinks"),
    ("job", "restartPolicy"),
    ("security", "allowPrivilegeEscalation"),
    ("security", "capabilities.drop"),
)
"""What no word decides, by rule and the end of the path: fields that are always the same, and what the platform's objects are called."""
MANAGED_BY = "app.kubernetes.io/managed-by"
"""The one label that is the same on every object."""


def requests() -> Iterator[tuple[str, Request]]:
    """Yield every way to render the examples, and the blueprints that say every word, on each of their platforms."""
    for case in (*CASES, *WITH_PLATFORM):
        yield str(case), Request(paths=(str(case.folder),), environment=case.environment, platform_objects=case.platform_objects)
    for title in PLATFORMS:
        platform = str(EVERYTHING / "platforms" / f"{title}.toml")
        yield f"everything.{title}", Request(paths=(str(EVERYTHING / "apps"),), platform=platform, platform_objects=True)


REQUESTS = dict(requests())
of_each = pytest.mark.parametrize("title", REQUESTS)


@cache
def explained(title: str) -> list[Explained]:
    """Return why everything is as it is that a request becomes."""
    report: list[Finding] = []
    gathered = gather(REQUESTS[title], report)
    return explain(compile_gathered(gathered, report), dict.fromkeys(draft.platform for draft in gathered.drafts))


@of_each
def test_every_field_is_explained(title: str) -> None:
    """Every leaf of every object has a rule with a reason, and something that decides it, unless nothing can."""
    for one in explained(title):
        assert [(field.path, field.value) for field in one.fields] == list(leaves(one.one.content))
        for field in one.fields:
            assert field.rule
            assert field.reason
            assert field.decided or field.unsaid or is_constant(field), field


def is_constant(field: Field) -> bool:
    """Return whether a field is the same for everybody."""
    words = ".".join(step for step in field.path if isinstance(step, str))
    return field.path[-1] == MANAGED_BY or any(field.rule == rule and words.endswith(end) for rule, end in CONSTANT)


@of_each
def test_every_place_holds_the_word(title: str) -> None:
    """The line of every place holds the word that is said to stand there, or where it is an item of a list, the item."""
    places = {(one.place, one.written): one for each in explained(title) for field in each.fields for one in field.decided}
    assert places
    for one in places.values():
        *_, last = re.findall(r'"[^"]*"|[^."\[\]]+', one.written)
        assert line(one)[one.place.column - 1 :].startswith(item(one)) if last.isdigit() else last.strip('"') in line(one), one


def line(one: Decision) -> str:
    """Return the line in which a decision stands."""
    file = DEFAULTS if one.place.file == DEFAULTS.name else Path(one.place.file)
    return file.read_text(encoding="utf-8").split("\n")[one.place.line - 1]


def item(one: Decision) -> str | tuple[str, ...]:
    """Return how an item of a list may begin: a table stands in braces, or below its own header."""
    return ("{", "[[", "waivers]]") if isinstance(one.value, dict) else f'"{one.value}"'


@of_each
def test_annotated_is_equal(title: str) -> None:
    """The annotated YAML of every example is the plain one but for its comments, and is read as the same objects."""
    noted = annotated.dump(select(explained(title), None, None))
    plain = emit.dump_all([one.one.content for one in explained(title)])
    assert read(noted) == read(plain)
    assert re.sub(r"  # [^\n]*$", "", noted, flags=re.MULTILINE) == plain


PERTURBED = [*map(str, CASES), pytest.param("everything.gateway", marks=pytest.mark.nightly)]


@pytest.mark.parametrize("title", PERTURBED)
def test_a_change_changes_what_names_it(title: str) -> None:
    """Whatever comes out otherwise when one line is changed, or taken away, is explained by that line."""
    compare(world(REQUESTS[title]))


WRITTEN_OVER = """
name = "web"
image = "registry.example.com/web:1.0.0"
port = 8080
remove = ["Deployment/spec.revisionHistoryLimit", "Deployment/spec.template.spec.containers[name=web].livenessProbe"]
unset = ["rollout.max_surge"]

[override.Deployment.spec]
minReadySeconds = 10
template.spec.hostAliases = [{ ip = "192.0.2.7", hostnames = ["old"] }]

[[override.Deployment.spec.template.spec.containers]]
name = "web"
stdin = true

[[extra]]
apiVersion = "v1"
kind = "ConfigMap"
metadata = { name = "notes", labels = { team = "shop" } }
data = { a = "1", b = "2" }

[environments.production.override."Deployment/web".spec]
minReadySeconds = 20
"""


@pytest.mark.parametrize("environment", [None, "production"])
def test_a_change_of_what_is_written_over_changes_what_names_it(environment: str | None, tmp_path: Path) -> None:
    """The same holds for overrides, for what is taken away, and for manifests that are passed on."""
    (tmp_path / "web.toml").write_text(WRITTEN_OVER, encoding="utf-8")
    (tmp_path / "platform.toml").write_text('[defaults.override.Service.spec]\nsessionAffinity = "ClientIP"\n', encoding="utf-8")
    compare(world(Request(paths=(str(tmp_path),), environment=environment)))


def compare(here: World) -> None:
    """Change every input of a world, and look at each field that comes out otherwise."""
    before: dict[frozenset[str], Outcome] = {}
    compared, unnamed = 0, set()
    for given in here.inputs():
        apps = here.near(given)
        if apps not in before:
            before[apps] = here.outcome(apps)
        for after in here.perturbed(given, apps):
            if before[apps].workloads == after.workloads:  # Another name or kind is another object, and no difference of fields.
                for difference in differences(before[apps], after):
                    compared += 1
                    unnamed |= (
                        set() if difference.is_explained_by(given) else {f"{difference} changes with {given[0]} {paths.dotted(given[1])}"}
                    )
    assert not unnamed, "\n".join(sorted(unnamed))
    assert compared


@attrs.frozen(eq=False)
class Difference:
    """A field that is another one after a change: how it was explained before; where it has only come, how it is explained now."""

    target: Target
    side: Outcome
    other: Outcome
    path: tuple[Any, ...]
    came: bool

    def __str__(self) -> str:
        """Return the object and the path."""
        return f"{'/'.join(self.target)} {paths.text(self.path)}"

    def is_explained_by(self, given: Input) -> bool:
        """Return whether the explanation names an input; a field that came back was taken away by its object's author."""
        taken = self.other.objects[self.target].removed() if self.came and self.target in self.other.objects else ()
        back = any(stands(one, given) for one in taken)
        return back or any((knows if self.came else names)(field, given) for field in self._fields())

    def _fields(self) -> Iterator[Field]:
        """Yield the field; one that comes or goes with all around it, a probe or an object, is explained by everything that does."""
        one, there = self.side.objects[self.target], self.other.objects.get(self.target)
        lengths = range(len(self.path) + 1)
        missing = next((self.path[:length] for length in lengths if not there or not has(there.one.content, self.path[:length])), self.path)
        yield from (one.field(path, value) for path, value in leaves(one.one.content) if path[: len(missing)] == missing)


def differences(before: Outcome, after: Outcome) -> Iterator[Difference]:
    """Yield all fields that are not the same on both sides; of an object that comes or goes, one."""
    for target in {*before.objects, *after.objects}:
        sides = [side for side in (before, after) if target in side.objects]
        if len(sides) == 1:
            yield Difference(target, sides[0], after if sides[0] is before else before, (), sides[0] is after)
        elif before.objects[target].one.content != after.objects[target].one.content:
            old, new = before.leaves(target), after.leaves(target)
            yield from (
                Difference(target, before, after, old[key][0], came=False) for key in old if key not in new or differ(old[key], new[key])
            )
            yield from (Difference(target, after, before, new[key][0], came=True) for key in new.keys() - old.keys())


def differ(old: tuple[Any, Any], new: tuple[Any, Any]) -> bool:
    """Return whether two fields have different values; true is not 1."""
    return (type(old[1]), old[1]) != (type(new[1]), new[1])


def has(content: Any, path: tuple[Any, ...]) -> bool:
    """Return whether an object has something at a path."""
    for step in path:
        if isinstance(content, list) != isinstance(step, int) or step not in (range(len(content)) if isinstance(step, int) else content):
            return False
        content = content[step]
    return True


def names(field: Field, given: Input) -> bool:
    """Return whether a field is explained by an input, at its place."""
    return any(stands(one, given) for one in field.decided)


def stands(one: Decision, given: Input) -> bool:
    """Return whether a decision stands where an input does, or in it."""
    return one.place.file == given[0] and meets(one.written, paths.dotted(given[1]))


def knows(field: Field, given: Input) -> bool:
    """Return whether a field that came with a change is explained by the word that was changed, whoever says it now, or nobody."""
    path = given[1]
    start = {"apps": 2, "defaults": 1, "always": 1}.get(path[0], 0)
    start += 2 if path[start : start + 1] == ("environments",) else 0
    words = [paths.dotted((*owner, *path[start:])) for owner in ((), ("placement",), ("platform",), ("callee",))]
    said = (*(one.word for one in field.decided), *field.unsaid)
    return names(field, given) or any(meets(one, word) for one in said for word in words)


def meets(one: str, other: str) -> bool:
    """Return whether one of two written paths lies at or below the other."""
    low, high = sorted((one, other), key=len)
    return low == high or high.startswith((f"{low}.", f"{low}["))
