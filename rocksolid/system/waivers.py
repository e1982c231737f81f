"""Waivers: which rules can be left by name, who has left them, and what that asks of a namespace."""

from collections.abc import Iterable, Iterator
from typing import get_args

import attrs

from rocksolid.finding import Finding, Spot
from rocksolid.language.platform import Level
from rocksolid.manifest.waiving import read_waiver_key
from rocksolid.system.workload import Workload

LEVELS: tuple[Level, ...] = get_args(Level)
"""The levels of Pod Security, from lax to strict."""
WAIVABLE = (
    "run-as-non-root",
    "read-only-root",
    "capabilities",
    "seccomp",
    "privilege-escalation",
    "privileged",
    "host-namespaces",
    "host-path",
    "host-ports",
    "host-probes",
    "host-process",
    "volume-types",
    "apparmor",
    "selinux",
    "sysctls",
    "proc-mount",
    "mutable-image",
    "no-budget",
)
"""The rules that a waiver can be for: first those that words relax, then those that only overrides do, then what is no hardening."""


@attrs.frozen(eq=False, repr=False)
class Relaxation:
    """A word or a field by which an app is less hardened than a rule wants.

    `containers` are those that it makes so, by their names; none where it is the pod as a whole. `level` is the strictest level of
    Pod Security that lets such pods in, `does` says what becomes of a container, as the end of a sentence.
    """

    rule: str
    containers: tuple[str, ...]
    level: Level
    does: str
    spot: Spot


def waiver_for(w: Workload, rule: str, container: str | None) -> int | None:
    """Return the position of the waiver that excuses a container (None: the pod as a whole) from a rule: its own before the one for all."""
    own: dict[str | None, int] = {waiver.container: position for position, waiver in enumerate(w.app.waivers) if waiver.rule == rule}
    return next((own[meant] for meant in (container, None) if meant in own), None)


def waived(w: Workload, rule: str, container: str | None = None) -> bool:
    """Return whether a container (None: the pod as a whole) is excused from a rule."""
    return waiver_for(w, rule, container) is not None


def refused(w: Workload, relaxations: Iterable[Relaxation]) -> Iterator[Finding]:
    """Yield an error for each relaxation without a waiver, and for each waiver whose pods the namespace would refuse."""
    lowest: dict[int, Level] = {}
    for one in relaxations:
        found = {container: waiver_for(w, one.rule, container) for container in one.containers or (None,)}
        bare = [container for container, position in found.items() if position is None]
        if bare:
            yield _unwaived(w, one, bare)
        for position in found.values():
            if position is not None:
                lowest[position] = min(lowest.get(position, one.level), one.level, key=LEVELS.index)
    for position, level in lowest.items():
        if LEVELS.index(level) < LEVELS.index(w.platform.pod_security.enforce):
            yield _below(w, position, level)


def forged(w: Workload, key: str, spot: Spot) -> Iterator[Finding]:
    """Yield an error for an annotation that looks as if there were a waiver, at the spot of its key."""
    rule, _ = read_waiver_key(key) or ("", None)
    if rule in WAIVABLE:
        message = f'the annotation "{key}" is what a waiver becomes: rocksolid sets it'
        yield Finding("reserved-annotation", "error", message, spot, f"remove it, or write the waiver:\n{to_paste(w, rule)}")


def to_paste(w: Workload, rule: str, container: str | None = None) -> str:
    """Return a waiver as its author would write it; for one container where the app has several."""
    own = next(layer for layer in w.layers.layers if layer.own)
    named = [f'container = "{container}"'] if container and w.app.containers and container in {w.main, *w.app.containers} else []
    return "\n".join((f"[[{'.'.join((*map(str, own.path), 'waivers'))}]]", f'rule = "{rule}"', 'reason = "..."', *named))


def _unwaived(w: Workload, one: Relaxation, bare: list[str | None]) -> Finding:
    first = w.main if w.main in bare else bare[0]
    who = f'"{first}"' if first else f'the pod of "{w.name}"'
    hint = f"leave it out, or say why:\n{to_paste(w, one.rule, bare[0] if len(bare) == 1 else None)}"
    return Finding("hardening-relaxed", "error", f"{who} {one.does}, and no waiver says why", one.spot, hint)


def _below(w: Workload, position: int, level: Level) -> Finding:
    """Return the complaint about a waiver that only the platform team can make good."""
    enforced = w.platform.pod_security.enforce
    or_lower = " or a lower one" if LEVELS.index(level) else ""
    message = f'"{w.app.waivers[position].rule}" is left here, which takes a namespace of the level "{level}"{or_lower}: every pod would be refused'
    hint = f'the platform team decides it; in platform.toml:\n[pod_security]\nenforce = "{level}"'
    related = ((_enforcing(w), f'the namespace enforces "{enforced}"'),)
    return Finding("waiver-below-namespace", "error", message, w.layers.at(("waivers", position, "rule")), hint, related)


def _enforcing(w: Workload) -> Spot:
    """Return where the level of the namespace is said: in the platform file, or in the built-in defaults."""
    from rocksolid.language.platforms import builtin_defaults

    path = ("pod_security", "enforce")
    if w.platform_source and path in w.platform_source.spans:
        return w.platform_source.at(path)
    return builtin_defaults()[0].at(("platform", *path))
