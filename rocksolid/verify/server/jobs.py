"""What a server refuses in a Job: when it is done, what its failures mean, and labels that are given to it."""

from collections.abc import Iterator, Mapping
from typing import Any

from rocksolid.verify.document import Path, get, table
from rocksolid.verify.server.failures import failure_policy, success_policy
from rocksolid.verify.server.fields import COUNT, INT64, is_number, named, numbers, required, words
from rocksolid.verify.server.formats import LABEL, dns_label, longer, prefixed, shown
from rocksolid.verify.server.pods.rules import pod_template
from rocksolid.verify.server.refusal import SPEC, Refusal
from rocksolid.verify.server.selectors import selector
from rocksolid.verify.server.templates import mismatches, requirements

INDEXED = "Indexed"
MANY, FEWER = 100_000, 10_000
"""As many pods of an Indexed Job may run or fail at once; fewer where there are more than MANY of them, and each has its own limit."""
GIVEN = ("batch.kubernetes.io/job-name", "job-name")
IDENTITY = ("batch.kubernetes.io/controller-uid", "controller-uid")
"""The labels that the server gives to the pods of a Job: its name, and what it alone knows."""
KNOWN = {"managedBy": 32, "successPolicy": 31}
"""The first minor versions that do not drop a field in silence; the others are older than all that are checked here."""
_COUNTS = ("parallelism", "completions", "backoffLimit", "ttlSecondsAfterFinished", "backoffLimitPerIndex", "maxFailedIndexes")
_BOUNDS = {**dict.fromkeys(_COUNTS, COUNT), "activeDeadlineSeconds": (0, INT64)}
_NEVER = "Never"


def job(one: Mapping[str, Any], minor: int) -> Iterator[Refusal]:
    """Yield what is refused in a Job."""
    spec, name = table(one, "spec"), get(one, "metadata", "name")
    yield from job_spec(spec, SPEC, minor)
    yield from selector(one, (*SPEC, "selector"))
    if spec.get("manualSelector") is True:
        if spec.get("selector") is None:
            yield Refusal((*SPEC, "selector"), "must be set: manualSelector says that there is one")
        yield from mismatches(spec)
    elif isinstance(name, str) and name:
        yield from _given(spec, name)
    many = spec.get("completions")
    if isinstance(name, str) and spec.get("completionMode") == INDEXED and is_number(many) and many > 0:
        host = f"{name}-{many - 1}"
        if problem := dns_label(host):
            yield Refusal(("metadata", "name"), f"would call the last pod {shown(host)}, and no host can be called so: {problem}")


def job_spec(spec: Mapping[str, Any], path: Path, minor: int) -> Iterator[Refusal]:
    """Yield what is refused in the spec of a Job, or of those that a CronJob makes; `path` is where it stands."""
    spec = {name: said for name, said in spec.items() if minor >= KNOWN.get(name, 0)}
    yield from numbers(spec, path, _BOUNDS)
    yield from words(spec, path, {"completionMode": ("NonIndexed", INDEXED)})
    if spec.get("completionMode") == INDEXED:
        yield from _indexed(spec, path)
    else:
        for field in ("backoffLimitPerIndex", "maxFailedIndexes", "successPolicy"):
            if spec.get(field) is not None:
                yield Refusal((*path, field), f"needs completionMode: {INDEXED}", f"completionMode: {INDEXED}")
    if spec.get("maxFailedIndexes") is not None and spec.get("backoffLimitPerIndex") is None:
        yield Refusal((*path, "backoffLimitPerIndex"), "must be set: maxFailedIndexes needs it", "backoffLimitPerIndex: 1", spot=path)
    yield from required(spec, path, ("completionMode", "managedBy", "podReplacementPolicy"))
    yield from named(spec, path, {"managedBy": _manager})
    yield from _restarts(spec, path)
    yield from failure_policy(spec, (*path, "podFailurePolicy"))
    yield from pod_template(spec.get("template"), (*path, "template"), minor)


def _indexed(spec: Mapping[str, Any], path: Path) -> Iterator[Refusal]:
    many, failed = spec.get("completions"), spec.get("maxFailedIndexes")
    if many is None:
        yield Refusal((*path, "completions"), f"must be set: completionMode is {INDEXED}", "completions: 3", spot=path)
    each_limited = is_number(many) and many > MANY and spec.get("backoffLimitPerIndex") is not None
    most = FEWER if each_limited else MANY
    yield from numbers(spec, path, {"parallelism": (0, most), "maxFailedIndexes": (0, most)})
    if is_number(many) and is_number(failed) and failed > many:
        yield Refusal((*path, "maxFailedIndexes"), f"{failed} must be {many} or less, as completions says")
    if each_limited and failed is None:
        yield Refusal((*path, "maxFailedIndexes"), f"must be set: there are more than {MANY} completions", spot=path)
    if is_number(many):
        yield from success_policy(spec, (*path, "successPolicy"), many)


def _restarts(spec: Mapping[str, Any], path: Path) -> Iterator[Refusal]:
    """Yield what is wrong with how often the pods are started again, and when another takes their place."""
    field, policy = (*path, "template", "spec", "restartPolicy"), get(spec, "template", "spec", "restartPolicy")
    fails = spec.get("podFailurePolicy") is not None
    if policy in (None, "", "Always"):
        said = "must be set, and would be Always" if not policy else "must not be Always"
        yield Refusal(field, f"{said}: the pods of a Job end", f"restartPolicy: {_NEVER}")
    elif fails and policy == "OnFailure":
        yield Refusal(field, f"must be {_NEVER} where there is a podFailurePolicy", f"restartPolicy: {_NEVER}")
    yield from words(spec, path, {"podReplacementPolicy": ("Failed",) if fails else ("Failed", "TerminatingOrFailed")})


def _given(spec: Mapping[str, Any], name: str) -> Iterator[Refusal]:
    """Yield what is wrong with the labels that the server gives to the pods of a Job, and with a selector that asks for others."""
    path, labels = ("template", "metadata", "labels"), table(spec, "template", "metadata", "labels")
    for key in (*GIVEN, *IDENTITY):
        if key in labels and (key in IDENTITY or labels[key] != name):
            said = f"must be {shown(name)}, the name of the Job" if key in GIVEN else "is for the server to give"
            yield Refusal((*SPEC, *path, key), said, "leave the label out: the server gives it")
    for _, said, alone in requirements(spec.get("selector")):
        if get(alone, "matchLabels") not in [{key: name} for key in GIVEN]:
            yield Refusal((*SPEC, "selector"), f"asks for {said}, and the server makes the selector itself", "manualSelector: true")
            return


def _manager(name: str) -> str:
    return prefixed(name) or longer(name, LABEL)
