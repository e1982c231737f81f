"""Which nodes pods may run on: by the labels of nodes that they ask for, and by the taints that they tolerate."""

from collections.abc import Iterator, Mapping
from typing import Any

from rocksolid.diff.change import Change, Effect
from rocksolid.diff.pairs import Pair, pairs
from rocksolid.diff.sides import Sides
from rocksolid.diff.words import listed
from rocksolid.verify.cluster import Workload
from rocksolid.verify.document import tables
from rocksolid.verify.resource import strings

NODE_AFFINITY = ("affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms")


def placement(sides: Sides) -> Iterator[Change]:
    """Yield which nodes are asked for no longer or from now on, workload by workload, and which taints are tolerated."""
    for pair in sides.once(pairs):
        yield from _selected(pair)
        yield from _tolerated(pair)
        was, now = pair.of_spec(*NODE_AFFINITY)
        if was != now:
            effect: Effect = "weakens" if not now else "strengthens" if not was else "changes"
            words = "asks for nodes by affinity no longer" if not now else "asks for other nodes by affinity"
            yield pair.change("availability", effect, words, "spec", "affinity", "nodeAffinity")


def _selected(pair: Pair) -> Iterator[Change]:
    was, now = ({f"{key}={value}" for key, value in strings(value).items()} for value in pair.of_spec("nodeSelector"))
    if was != now:
        effect: Effect = "weakens" if now < was else "strengthens" if was < now else "changes"
        said = f"its pods ran on {_nodes(was)}, they now run on {_nodes(now)}"
        yield pair.change("availability", effect, said, "spec", "nodeSelector")


def _nodes(labels: set[str]) -> str:
    return f"nodes with {listed(labels)}" if labels else "any node"


def _tolerated(pair: Pair) -> Iterator[Change]:
    was, now = (_taints(w) for w in (pair.old, pair.new))
    if lost := was - now:
        said = f"its pods no longer tolerate {listed(lost)}: nodes with this taint take them no more"
        yield pair.change("availability", "weakens", said, "spec", "tolerations")
    if gained := now - was:
        yield pair.change("availability", "changes", f"its pods now tolerate {listed(gained)}", "spec", "tolerations")


def _taints(w: Workload) -> set[str]:
    return {_taint(one) for _, one in tables(w.spec, "tolerations")}


def _taint(one: Mapping[str, Any]) -> str:
    """Return the taints that one item tolerates, as kubectl writes them: `dedicated=batch:NoSchedule`."""
    value = f"={one['value']}" if one.get("value") and one.get("operator") != "Exists" else ""
    kind = f":{one['effect']}" if one.get("effect") else ""
    return f"{one.get('key') or 'every taint'}{value}{kind}"
