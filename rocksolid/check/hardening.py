"""Hardening: a pod is below "restricted" only where a waiver of its app says why."""

from collections.abc import Iterator, Mapping

import attrs

from rocksolid.check.codes import OUR_MISTAKE
from rocksolid.check.rendered import Rendered
from rocksolid.finding import Finding
from rocksolid.system.waivers import to_paste, waived
from rocksolid.verify.cluster import Cluster
from rocksolid.verify.document import get
from rocksolid.verify.podsecurity import lowered

RULES: Mapping[str, str] = {
    "HostProcess": "host-process",
    "Host Namespaces": "host-namespaces",
    "Privileged Containers": "privileged",
    "Capabilities": "capabilities",
    "HostPath Volumes": "host-path",
    "Host Ports": "host-ports",
    "Host Probes / Lifecycle Hooks": "host-probes",
    "AppArmor": "apparmor",
    "SELinux": "selinux",
    "/proc Mount Type": "proc-mount",
    "Seccomp": "seccomp",
    "Sysctls": "sysctls",
    "Volume Types": "volume-types",
    "Privilege Escalation": "privilege-escalation",
    "Running as Non-root": "run-as-non-root",
    "Running as Non-root user": "run-as-non-root",
}
"""By control of the Pod Security Standards: the rule whose waiver excuses from it."""


def lost(cluster: Cluster, rendered: Rendered) -> Iterator[Finding]:
    """Yield an error for each field that breaks "restricted" although no waiver of the app is for its rule."""
    for pods, broken in cluster.once(lowered).items():
        w = rendered.author(pods.resource)
        for one in broken:
            rule, container = RULES[one.control], get(pods.spec, *one.owner, "name") if one.owner else None
            if w and (waived(w, rule, container) or (not one.owner and rule in {waiver.rule for waiver in w.app.waivers})):
                continue
            message = f'{pods.resource.title} is not "restricted", and no waiver says why: {one.message}'
            finding = rendered.blamed(Finding("hardening-lost", "error", message, pods.at(*one.path), OUR_MISTAKE))
            is_missing = get(pods.resource.content, *pods.path, *one.path) is None
            instead = "write it, or say why not" if is_missing else "leave it out, or say why"
            hint = finding.hint if finding.hint == OUR_MISTAKE or not w else f"{instead}:\n{to_paste(w, rule, container)}"
            yield attrs.evolve(finding, hint=hint)
