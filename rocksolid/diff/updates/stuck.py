"""A rollout that may never end: the new pod waits for a volume that the old pod holds until the new one is ready."""

from collections.abc import Iterator

from rocksolid.diff.change import Change
from rocksolid.diff.sides import Sides, title
from rocksolid.diff.updates.claims import mounted
from rocksolid.diff.updates.normal import changed
from rocksolid.verify.cluster import Cluster
from rocksolid.verify.document import get

_TEMPLATE = ("spec", "template")
_SINGLE = ("ReadWriteOnce", "ReadWriteOncePod")


def stuck(sides: Sides) -> Iterator[Change]:
    """Yield every Deployment that rolls pods which share a claim that only one node, or one pod, can mount."""
    single = _single(sides.new)
    for old, new in sides.changed:
        held = sorted(name for name in mounted(new, *_TEMPLATE) if (new.namespace, name) in single)
        recreates = get(new.content, "spec", "strategy", "type") == "Recreate"
        if (new.group, new.kind) == ("apps", "Deployment") and held and not recreates and any(changed(old, new, *_TEMPLATE)):
            message = f"its rollout may never end: a new pod on another node waits for the claim {held[0]}, which the old pod holds"
            hint = "strategy: {type: Recreate} lets the old pod go first"
            yield Change("updates", "disrupts", title(new), message, hint, "spec.strategy")


def _single(cluster: Cluster) -> set[tuple[str, str]]:
    """Return the namespace and name of every claim that cannot be mounted on two nodes."""
    claims = cluster.of_kind("PersistentVolumeClaim")
    modes = {(one.namespace, one.name): get(one.content, "spec", "accessModes") for one in claims}
    return {claim for claim, said in modes.items() if isinstance(said, list) and said and all(mode in _SINGLE for mode in said)}
