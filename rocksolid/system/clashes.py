"""Two apps cannot have an object of one name: the second would silently replace the first, or half of it."""

from collections.abc import Iterable, Iterator

from rocksolid.finding import Finding, Spot
from rocksolid.language.source import KeyPath
from rocksolid.manifest.part import Identity, Owner, Ref
from rocksolid.system.extra import named_at
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
    owners: dict[Identity, Owner] = {}
    twice: dict[Identity, tuple[Owner, Owner]] = {}
    for ref in refs:
        owner = owners.setdefault(ref.identity, ref.owner)
        if owner is not ref.owner:  # Every part of an app has the same one.
            twice[ref.identity] = owner, ref.owner
    workloads = {w.owner: w for w in system.workloads} if twice else {}
    for identity, pair in twice.items():
        first, second = (workloads.get(owner) for owner in pair)
        _, kind, name, _ = identity
        message = f'{_called(first)} and {_called(second)} both make the {kind} "{name}"'
        if first and second and (shared := _shared(first, second, identity)):
            apps = tuple((w.layers.at(("name",)), "this app makes it") for w in (first, second))
            yield Finding("object-twice", "error", message, shared, "write it into one app: what stands here is of each of them", apps)
            continue
        places = [w.layers.at(_named_by(w, identity)) for w in (second, first) if w]
        related = tuple((place, "the other one is here") for place in places[1:])
        yield Finding("object-twice", "error", message, places[0], "call one of them otherwise", related)


def _shared(first: Workload, second: Workload, identity: Identity) -> Spot | None:
    """Return where both of two apps get an object from, which is above them; None where each has its own."""
    at = [w.layers.at(path).found() for w in (first, second) if (path := named_at(w, identity))]
    same = len(at) > 1 and at[0].source is at[1].source and at[0].path == at[1].path
    return at[0] if same else None


def _called(w: Workload | None) -> str:
    return f'"{w.name}"' if w else "the platform"


def _named_by(w: Workload, identity: Identity) -> KeyPath:
    """Return the words by which an object of an app is called."""
    _, kind, name, _ = identity
    own = ("service_name",) if kind == "Service" and w.app.service_name == name else (_word(w),)
    return named_at(w, identity) or own


def _word(w: Workload) -> str:
    """Return the word that says what the objects of an app are called."""
    return "instance" if w.app.instance else "name"
