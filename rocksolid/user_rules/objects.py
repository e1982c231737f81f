"""Whose objects rules of a platform team's own may write into, and which kinds of objects there are."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from rocksolid.finding import Finding
from rocksolid.manifest.assemble import Said
from rocksolid.manifest.part import Identity, Part, Ref
from rocksolid.user_rules.fields import wrong_fields
from rocksolid.user_rules.load import UserRule

Yielded = tuple[UserRule, Part]
"""A part, after the rule that yielded it."""
KINDS: Mapping[str, frozenset[str]] = {
    api: frozenset(kinds.split())
    for api, kinds in {
        "v1": (
            "ConfigMap Endpoints Event LimitRange Node PersistentVolume PersistentVolumeClaim Pod PodTemplate"
            " ReplicationController ResourceQuota Secret Service ServiceAccount"
        ),
        "apps/v1": "ControllerRevision DaemonSet Deployment ReplicaSet StatefulSet",
        "autoscaling/v1": "HorizontalPodAutoscaler",
        "autoscaling/v2": "HorizontalPodAutoscaler",
        "batch/v1": "CronJob Job",
        "networking.k8s.io/v1": "IPAddress Ingress IngressClass NetworkPolicy ServiceCIDR",
        "policy/v1": "PodDisruptionBudget",
        "rbac.authorization.k8s.io/v1": "ClusterRole ClusterRoleBinding Role RoleBinding",
    }.items()
}
"""All kinds of those of Kubernetes' own APIs that apps are made of, in every version that can be a target."""


def judged(yielded: Sequence[Yielded], said: Iterable[Said]) -> Iterator[Finding]:
    """Yield the complaints about parts of objects that are somebody else's or nobody's, and of fields that are written already.

    `said` is what our own rules say.
    """
    written: dict[Identity, list[Said]] = {}
    for rule, part in said:
        written.setdefault(part.ref.identity, []).append((rule, part))
    ours = set(written)
    possible: list[Yielded] = []
    for user, part in yielded:
        there = written.setdefault(part.ref.identity, [])
        wrong = _wrong_object(user, part, there[0][1].ref if there else part.ref)
        if wrong:
            yield wrong
        else:
            possible.append((user, part))
            yield from wrong_fields(user, part, there, guarded=part.ref.identity in ours)
        there.append((user.name, part))
    yield from _halves(possible, ours)


def _wrong_object(rule: UserRule, part: Part, first: Ref) -> Finding | None:
    """Return the complaint about an object that an app cannot have; `first` is how it was said of before."""
    ref = part.ref
    if first.owner is not ref.owner:
        message = f'the rule writes the {ref.kind} "{ref.name}" for "{ref.owner.name}", and it is one of "{first.owner.name}"'
        return Finding("rule-object", "error", message, rule.spot, f'call it after its app: w.ref("{ref.api_version}", "{ref.kind}")')
    if (ref.api_version, ref.kind) == ("v1", "Namespace"):
        message = f'the rule writes the Namespace "{ref.name}", and a namespace is no app\'s to make'
        return Finding("rule-object", "error", message, rule.spot, "leave it out: rocksolid render --platform-objects writes it")
    if first.api_version != ref.api_version:
        message = f'the {ref.kind} "{ref.name}" is of {first.api_version}, and not of {ref.api_version}'
        return Finding("rule-object", "error", message, rule.spot, f'w.ref("{first.api_version}", "{ref.kind}")')
    native = "." not in ref.api_version
    if ref.kind in KINDS.get(ref.api_version, () if native else (ref.kind,)):
        return None
    from rocksolid.language.diagnostics import did_you_mean

    home = next((api for api, kinds in KINDS.items() if ref.kind in kinds), "")
    hint = f'w.ref("{home}", "{ref.kind}")' if home else did_you_mean(ref.kind, KINDS.get(ref.api_version, ()))
    return Finding("rule-object", "error", f"{ref.api_version} has no {ref.kind}", rule.spot, hint)


def _halves(yielded: Sequence[Yielded], ours: set[Identity]) -> Iterator[Finding]:
    """Yield the complaint about each object that nobody makes, but that is given labels or annotations; once for a rule and kind."""
    whole = ours | {part.ref.identity for _, part in yielded if part.content.keys() - {"metadata"} or part.ref.kind == "ServiceAccount"}
    halves = {(rule, part.ref.kind): part.ref for rule, part in reversed(yielded) if part.ref.identity not in whole}
    for (rule, kind), ref in halves.items():
        message = f'nobody makes a {kind} for "{ref.name}": the rule only writes its metadata'
        yield Finding(
            "rule-object", "error", message, rule.spot, "ask first whether the app has one, as with w.service_ports for a Service"
        )
