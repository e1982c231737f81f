"""Which words a kind of app cannot use, and which ones it cannot do without."""

from collections.abc import Iterator, Mapping

from rocksolid.finding import Finding, Spot
from rocksolid.language.blueprint import Kind
from rocksolid.language.kinds import UNUSABLE
from rocksolid.language.source import KeyPath
from rocksolid.system.rollout import lone_claim
from rocksolid.system.workload import REPLICATED, Workload

_CALLED: Mapping[Kind, str] = {
    "service": "a service",
    "worker": "a worker",
    "stateful": "a stateful app",
    "daemon": "a daemon",
    "job": "a job",
    "cron": "a cron job",
}
"""What each kind is called in a sentence."""


def shape(w: Workload) -> Iterator[Finding]:
    """Yield what does not fit the kind of an app."""
    yield from _unusable_words(w)
    yield from _missing_words(w)
    missing = list(_missing_replicas(w))
    yield from missing or _lone_claim(w)
    yield from _claims_per_replica(w)


def _unusable_words(w: Workload) -> Iterator[Finding]:
    """Yield an error for each word of the app that its kind has no use for; below the app such words are passed over."""
    for word in UNUSABLE[w.kind]:
        if w.layers.wrote(word):
            message = f'{_CALLED[w.kind]} has no use for "{word}"'
            yield Finding("unusable-word", "error", message, w.layers.at(_path(word), key=True), _other_kind(w, word), _declared(w))


def _missing_words(w: Workload) -> Iterator[Finding]:
    """Yield an error where an app is called by its kind but listens nowhere, and for a cron job that never starts."""
    if w.kind in {"service", "stateful"} and not w.ports:
        yield Finding("ports-missing", "error", f"{_CALLED[w.kind]} needs a port", _told(w), "port = 8080")
    if w.kind == "cron" and not w.app.schedule:
        message, hint = "a cron job needs a schedule", '[schedule]\ncron = "30 4 * * *"'
        yield Finding("schedule-missing", "error", message, _told(w), hint)


def _told(w: Workload) -> Spot:
    """Return where the kind is said, or what tells it."""
    return w.layers.at(("kind",) if w.layers.deciding(("kind",)) else ("volumes",))


def _missing_replicas(w: Workload) -> Iterator[Finding]:
    """Yield an error where only the author can know how many replicas make sense, and does not say: three stores are not one."""
    word = "scale.min" if w.app.scale else "replicas"
    reason = None if w.layers.wrote(word) else _keeps_data(w)
    if w.kind in REPLICATED and reason:
        what, path = reason
        message = f'{what} says itself how many replicas it has: "{word}" is missing'
        hint = f"{word.removeprefix('scale.')} = 1    # more only if the program replicates its own data"
        yield Finding("replicas-missing", "error", message, w.layers.at(path, key=True), hint)


def _claims_per_replica(w: Workload) -> Iterator[Finding]:
    """Yield an error for a claim that every replica would get for itself, where the kind has no such claims."""
    for name, volume in w.app.volumes.items():
        if volume.size and w.kind != "stateful":
            message = f"only a stateful app has a claim for every replica, not {_CALLED[w.kind]}"
            hint = f'remove size and name an existing claim: claim = "{w.name}-{name}"'
            yield Finding("claim-per-replica", "error", message, w.layers.at(("volumes", name, "size"), key=True), hint, _declared(w))


def _lone_claim(w: Workload) -> Iterator[Finding]:
    """Yield an error for several pods of a claim that one node can mount."""
    lone = lone_claim(w)
    pods = _at_once(w) if lone else None
    if lone and pods:
        volume, (several, path) = w.app.volumes[lone], pods
        message = f'{several} cannot share the claim "{volume.claim}": {volume.access} is for one node'
        hint = 'access = "ReadWriteMany"    # where the storage can do that; else one replica'
        related = ((w.layers.at(path), "so many pods"),)
        yield Finding("claim-not-shared", "error", message, w.layers.at(("volumes", lone, "claim")), hint, related)


def _other_kind(w: Workload, word: str) -> str:
    """Name the kinds that have a word; an app that became a worker because it has no ports may have forgotten them."""
    having = {kind: called for kind, called in _CALLED.items() if not any(f"{word}.".startswith(f"{one}.") for one in UNUSABLE[kind])}
    if w.kind == "worker" and "service" in having and not w.layers.wrote("kind"):
        return "port = 8080    # an app with a port is a service"
    return f"remove it: only {' or '.join(having.values())} has it"


def _declared(w: Workload) -> tuple[tuple[Spot, str], ...]:
    """Return where the kind is declared, if it is."""
    return ((w.layers.at(("kind",)), "the kind is declared here"),) if w.layers.deciding(("kind",)) else ()


def _keeps_data(w: Workload) -> tuple[str, KeyPath] | None:
    """Return why an app has data of its own, and where it says so."""
    if w.app.volumes:
        return "an app with volumes", ("volumes",)
    spaces = [(("scratch",), w.app.scratch), *((("containers", name, "scratch"), one.scratch) for name, one in w.app.containers.items())]
    kept = ((*path, place, "keep") for path, scratch in spaces for place, space in scratch.items() if space.keep)
    found = next(kept, None)
    if found:
        return "an app that keeps its scratch space", found
    return ("a stateful app", ("kind",)) if w.kind == "stateful" else None


def _at_once(w: Workload) -> tuple[str, KeyPath] | None:
    """Return who may run on several nodes at once, and where that is said; None where it is one pod."""
    if w.kind == "daemon":
        return "the pods of a daemon", ("kind",)
    if w.kind in REPLICATED:
        several, path = w.most_replicas, ("scale", "max") if w.app.scale else ("replicas",)
    else:
        several, path = (w.app.job and w.app.job.parallelism) or 1, ("job", "parallelism")
    return (f"{several} pods", path) if several > 1 else None


def _path(word: str) -> KeyPath:
    return tuple(word.split("."))
