"""What a server refuses in a StatefulSet: its numbers and its update, the Service that names its pods, and the claims that it makes."""

from collections.abc import Iterator, Mapping
from typing import Any

from rocksolid.verify.document import Path, get, items, table
from rocksolid.verify.server.fields import COUNT, named, numbers, words
from rocksolid.verify.server.formats import dns_label
from rocksolid.verify.server.pods.rules import pod_template
from rocksolid.verify.server.refusal import SPEC, Refusal, Stage
from rocksolid.verify.server.templates import ROLLING, TEMPLATE, is_rolling, kept, update_type
from rocksolid.verify.server.volumes import claim_spec

STRICTER, TEMPLATE_CHECKED = 33, 34
"""The first minor versions that check the name of the Service and the history, and those of the pods and claims."""
_COUNTS = ("replicas", "minReadySeconds", "revisionHistoryLimit")
_VOLUMES: Path = (*TEMPLATE, "spec", "volumes")
_KEEP = ("Retain", "Delete")


def stateful_set(one: Mapping[str, Any], minor: int) -> Iterator[Refusal]:
    """Yield what is refused in a StatefulSet, or in its pods where the server finds out only then."""
    spec = table(one, "spec")
    yield from numbers(spec, SPEC, dict.fromkeys(_COUNTS if minor >= STRICTER else _COUNTS[:2], COUNT))
    yield from numbers(table(spec, "ordinals"), (*SPEC, "ordinals"), {"start": COUNT})
    yield from words(spec, SPEC, {"podManagementPolicy": ("OrderedReady", "Parallel")})
    yield from words(
        table(spec, "persistentVolumeClaimRetentionPolicy"),
        (*SPEC, "persistentVolumeClaimRetentionPolicy"),
        {"whenDeleted": _KEEP, "whenScaled": _KEEP},
    )
    yield from _update(spec)
    yield from _staged(named(spec, SPEC, {"serviceName": dns_label}), "object" if minor >= STRICTER else "pod")
    yield from kept(one)
    yield from _pods(spec, minor)
    for index, claim in items(spec, "volumeClaimTemplates"):
        refusals = claim_spec(table(claim, "spec"), (*SPEC, "volumeClaimTemplates", index, "spec"), minor)
        yield from _staged(refusals, "object" if minor >= TEMPLATE_CHECKED else "pod")


def _update(spec: Mapping[str, Any]) -> Iterator[Refusal]:
    strategy, path = table(spec, "updateStrategy"), (*SPEC, "updateStrategy")
    yield from update_type(strategy, path, "OnDelete")
    if strategy.get("type") == "OnDelete" and strategy.get("rollingUpdate") is not None:
        yield Refusal((*path, "rollingUpdate"), "must be left out: the type is OnDelete", f"type: {ROLLING}")
    elif is_rolling(strategy):
        yield from numbers(table(strategy, "rollingUpdate"), (*path, "rollingUpdate"), {"partition": COUNT})


def _pods(spec: Mapping[str, Any], minor: int) -> Iterator[Refusal]:
    """Yield what is refused in the pods: a newer server reads them with the claims as volumes before their own."""
    if not isinstance(template := spec.get("template"), Mapping):
        return
    said = {get(claim, "metadata", "name"): index for index, claim in items(spec, "volumeClaimTemplates") if _name(claim)}
    if minor < TEMPLATE_CHECKED:
        yield from pod_template(template, TEMPLATE, minor, frozenset(said))
        return
    own = [(index, volume) for index, volume in items(template, "spec", "volumes") if not _is_one_of(volume.get("name"), said)]
    made = [{"name": name, "persistentVolumeClaim": {"claimName": name}} for name in said]
    spots = [*((*SPEC, "volumeClaimTemplates", index) for index in said.values()), *((*_VOLUMES, index) for index, _ in own)]
    whole = {**table(template, "spec"), "volumes": [*made, *(volume for _, volume in own)]} if said else template.get("spec")
    for one in pod_template({**template, "spec": whole}, TEMPLATE, minor):
        spot = one.path if one.spot is None else one.spot
        if said and spot[:-1][: len(_VOLUMES)] == _VOLUMES:
            spot = (*spots[int(spot[len(_VOLUMES)])], *spot[len(_VOLUMES) + 1 :])
        yield Refusal(one.path, one.problem, one.hint, one.stage, spot)


def _name(claim: Mapping[str, Any]) -> bool:
    name = get(claim, "metadata", "name")
    return isinstance(name, str) and bool(name)


def _is_one_of(name: Any, names: Mapping[str, int]) -> bool:
    return isinstance(name, str) and name in names


def _staged(refusals: Iterator[Refusal], stage: Stage) -> Iterator[Refusal]:
    return (Refusal(one.path, one.problem, one.hint, stage, one.spot) for one in refusals)
