"""What a namespace asks of its pods: which level of Pod Security it enforces, audits and warns of."""

from collections.abc import Iterator, Mapping

from rocksolid.diff.change import Change, Effect
from rocksolid.diff.sides import Sides, title
from rocksolid.manifest.paths import text
from rocksolid.verify.document import get
from rocksolid.verify.podsecurity import LATEST, LEVELS
from rocksolid.verify.resource import Resource, strings

MODES = {"enforce": ("enforced", "enforces"), "audit": ("audited", "audits"), "warn": ("warned of less than", "warns of less than")}
"""What each label that names a level does."""
LABEL = "pod-security.kubernetes.io/"
"""What stands before the mode in the key of such a label."""


def namespaces(sides: Sides) -> Iterator[Change]:
    """Yield the levels that are lowered or raised, and what version of the standard they are taken from."""
    for old, new in sides.both:
        if (new.group, new.kind) == ("", "Namespace"):
            before, after = (strings(get(one.content, "metadata", "labels")) for one in (old, new))
            for mode in MODES:
                yield from _level(new, mode, before, after)


def _level(one: Resource, mode: str, old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Change]:
    label, (did, does) = LABEL + mode, MODES[mode]
    (was, before), (now, after) = (_asked(labels, label) for labels in (old, new))
    if was != now:
        effect: Effect = "weakens" if LEVELS.index(now) < LEVELS.index(was) else "strengthens"
        said = f'{did} Pod Security "{was}", {does} now "{now}"'
        yield Change("hardening", effect, title(one), said, path=text(("metadata", "labels", label)))
    elif before != after and now != LEVELS[0]:
        said = f'{did} Pod Security "{now}" of version {before}, {does} now that of {after}'
        yield Change("hardening", "changes", title(one), said, path=text(("metadata", "labels", f"{label}-version")))


def _asked(labels: Mapping[str, str], label: str) -> tuple[str, str]:
    """Return level and version: without the label everything goes, and a level that the server does not know is the strictest."""
    said = labels.get(label, LEVELS[0])
    return said if said in LEVELS else LEVELS[-1], labels.get(f"{label}-version", LATEST)
