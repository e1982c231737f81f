"""Every exception from hardening stands in the cluster with its reason: on the workload, because a reworded reason must not roll its pods."""

from collections.abc import Iterator

from rocksolid.language.blueprint import Waiver
from rocksolid.manifest.part import Part
from rocksolid.manifest.waiving import waiver_key
from rocksolid.system.resolve import System


def waivers(system: System) -> Iterator[Part]:
    """Yield an annotation for each waiver."""
    for w in system.workloads:
        if w.app.waivers:
            said = dict(sorted((waiver_key(waiver.rule, waiver.container), _reason(waiver)) for waiver in w.app.waivers))
            yield Part(w.controller, {"metadata": {"annotations": said}}, ("waivers",))


def _reason(waiver: Waiver) -> str:
    return f"{waiver.reason} (until {waiver.until.isoformat()})" if waiver.until else waiver.reason
