"""No object holds a field that an API server refuses although the schema allows it: what is refused never runs."""

from collections.abc import Iterator

from rocksolid.finding import Finding
from rocksolid.verify.cluster import Cluster
from rocksolid.verify.resource import Resource
from rocksolid.verify.server.kinds import EVERY, KINDS
from rocksolid.verify.server.refusal import Refusal, Stage, field

_SAID: dict[Stage, tuple[str, str]] = {
    "object": ("refused", "the server refuses {what}: {problem}"),
    "apply": ("refused-apply", "server-side apply refuses {what}: {problem}"),
    "pod": ("refused-pod", "the server takes {title}, and refuses its pods for {what}: {problem}"),
}


def server(cluster: Cluster) -> Iterator[Finding]:
    """Yield an error for each field that the server refuses."""
    minor = int(cluster.premises.kubernetes.partition(".")[2])
    for one in cluster.resources:
        for rule in (*EVERY, *KINDS.get((str(one.content.get("apiVersion")), one.kind), ())):
            for refusal in rule(one.content, minor):
                yield _finding(one, refusal)


def _finding(one: Resource, refusal: Refusal) -> Finding:
    code, said = _SAID[refusal.stage]
    named = field(refusal.path)
    what = named if refusal.stage == "pod" else f"{named} of {one.title}" if named else one.title
    message = said.format(what=what, title=one.title, problem=refusal.problem)
    spot = refusal.path if refusal.spot is None else refusal.spot
    return Finding(code, "error", message, one.at(*spot, key=refusal.key), refusal.hint)
