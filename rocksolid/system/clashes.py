"""Two apps cannot have an object of one name: the second would silently replace the first, or half of it."""

from collections.abc import Iterable, Iterator

from rocksolid.finding import Finding
from rocksolid.manifest.part import Owner, Ref
from rocksolid.system.resolve import System
from rocksolid.system.workload import Workload


def same_names(workloads: Iterable[Workload]) -> Iterator[Finding]:
    """Yield an error at each app, in the order in which they were given, whose objects are called as those of one before."""
    first: dict[tuple[str | None, str], Workload] = {}
    for w in workloads:
        other = first.setdefault((w.namespace, w.name), w)
        if other is not w:
            where = f' in the namespace "{w.namespace}"' if w.namespace else ""
            related = ((other.layers.at((_word(other),)), "the other one is here"),)
            hint = f'instance = "{w.name}-2"    # or another namespace'
            yield Finding("app-twice", "error", f'two apps are called "{w.name}"{where}', w.layers.at((_word(w),)), hint, related)


def same_objects(refs: Iterable[Ref], system: System) -> Iterator[Finding]:
    """Yield an error for each object that two apps write, like a Service that one of them calls as the other is called."""
    owners: dict[tuple[str, str, str | None], Owner] = {}
    twice: dict[tuple[str, str, str | None], tuple[Owner, Owner]] = {}
    for ref in refs:
        one = (ref.kind, ref.name, ref.namespace)
        owner = owners.setdefault(one, ref.owner)
        if owner is not ref.owner:  # Every part of an app has the same one.
            twice[one] = owner, ref.owner
    workloads = {w.owner: w for w in system.workloads} if twice else {}
    for (kind, name, _), pair in twice.items():
        first, second = (workloads.get(owner) for owner in pair)
        message = f'{_called(first)} and {_called(second)} both make the {kind} "{name}"'
        places = [w.layers.at((_named_by(w, kind, name),)) for w in (second, first) if w]
        related = tuple((place, "the other one is here") for place in places[1:])
        yield Finding("object-twice", "error", message, places[0], "call one of them otherwise", related)


def _called(w: Workload | None) -> str:
    return f'"{w.name}"' if w else "the platform"


def _named_by(w: Workload, kind: str, name: str) -> str:
    """Return the word by which an object of an app is called."""
    return "service_name" if kind == "Service" and w.app.service_name == name else _word(w)


def _word(w: Workload) -> str:
    """Return the word that says what the objects of an app are called."""
    return "instance" if w.app.instance else "name"
