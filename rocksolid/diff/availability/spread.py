"""How the pods of a workload keep away from each other: over zones, over nodes, by request or by demand."""

from collections.abc import Iterator
from typing import Any

from rocksolid.diff.change import Change, Effect
from rocksolid.diff.pairs import Pair, pairs
from rocksolid.diff.sides import Sides
from rocksolid.diff.words import whole
from rocksolid.verify.cluster import Workload
from rocksolid.verify.document import table, tables
from rocksolid.verify.selectors import Index

PLACES = {"topology.kubernetes.io/zone": "zones", "topology.kubernetes.io/region": "regions", "kubernetes.io/hostname": "nodes"}
"""What the usual labels of nodes stand for."""
STRENGTHS = ("not asked for", "preferred", "required")
"""How much a placement is asked for, the least first."""
ANTI_AFFINITY = "affinity", "podAntiAffinity"
DURING = "DuringSchedulingIgnoredDuringExecution"
Asked = dict[tuple[str, str], tuple[int, int]]
"""By the way to ask and the label of the nodes, how much it is asked for (an index of STRENGTHS), and the largest skew, 0 where there is none."""


def spread(sides: Sides) -> Iterator[Change]:
    """Yield what is asked for more or less than before."""
    for pair in sides.once(pairs):
        old, new = _asked(pair.old), _asked(pair.new)
        for key in dict.fromkeys((*new, *old)):
            yield from _turned(pair, key, old.get(key, (0, 0)), new.get(key, (0, 0)))


def _turned(pair: Pair, key: tuple[str, str], old: tuple[int, int], new: tuple[int, int]) -> Iterator[Change]:
    (way, label), (was, skew), (now, other) = key, old, new
    what = f"{way} {PLACES.get(label, label)}"
    if was != now:
        effect: Effect = "weakens" if now < was else "strengthens"
        yield pair.change("availability", effect, f"{what} was {STRENGTHS[was]}, is now {STRENGTHS[now]}")
    elif skew != other:
        effect = "weakens" if other > skew else "strengthens"
        yield pair.change("availability", effect, f"{what} could be uneven by {skew}, may now be by {other}")


def _asked(w: Workload) -> Asked:
    """Return what a workload asks for about its own pods; of two demands over the same nodes the stronger one."""
    found: Asked = {}
    for key, strength, skew in (*_spread(w), *_apart(w)):
        known = found.get(key, (0, 0))
        found[key] = max(known, (strength, skew), key=lambda one: (one[0], -one[1]))
    return found


def _spread(w: Workload) -> Iterator[tuple[tuple[str, str], int, int]]:
    for _, one in tables(w.spec, "topologySpreadConstraints"):
        if _selects(w, one.get("labelSelector")):
            strength = 1 if one.get("whenUnsatisfiable") == "ScheduleAnyway" else 2
            yield ("spread over", str(one.get("topologyKey"))), strength, whole(one.get("maxSkew"), default=1)


def _apart(w: Workload) -> Iterator[tuple[tuple[str, str], int, int]]:
    demands = ((2, one) for _, one in tables(w.spec, *ANTI_AFFINITY, f"required{DURING}"))
    wishes = ((1, table(one, "podAffinityTerm")) for _, one in tables(w.spec, *ANTI_AFFINITY, f"preferred{DURING}"))
    for strength, term in (*demands, *wishes):
        if _selects(w, term.get("labelSelector")):
            yield ("anti-affinity over", str(term.get("topologyKey"))), strength, 0


def _selects(w: Workload, selector: Any) -> bool:
    return bool(Index([w.labels]).selected(selector))
