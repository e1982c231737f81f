"""The Pod Security Standards as tables: which fields each control restricts, and what may stand in them, from which version on.

The controls, and their names, are those of https://kubernetes.io/docs/concepts/security/pod-security-standards/; the versions are
those that the API server registers for its admission plugin. Versions are minors of Kubernetes 1.x: 34 is 1.34, 0 is always.
"""

from collections.abc import Mapping
from typing import Any

import attrs

from rocksolid.verify.cluster import Level
from rocksolid.verify.document import Path

Steps = tuple[str, ...]


@attrs.frozen
class Waiver:
    """Pods whose field has a value are excused from a control, from a version of the policy on."""

    since: int
    field: Path
    value: Any


WINDOWS = Waiver(25, ("os", "name"), "windows")
USER_NAMESPACE = Waiver(35, ("hostUsers",), False)


def _steps(*patterns: str) -> tuple[Steps, ...]:
    """Return patterns as their steps: "ports[*].hostPort" is ports, * and hostPort."""
    return tuple(tuple(pattern.replace("[*]", ".*").split(".")) for pattern in patterns)


@attrs.frozen
class Restriction:
    """Fields in which nothing may stand but what is allowed; a missing one is always fine.

    `pod` are fields of the pod's spec, `contexts` of the security context of the pod and of each container, `containers` of
    each container; `*` is every item of a list. `allowed` has for each value the first version of the policy that allows it;
    where something is `forbidden`, everything else is allowed.
    """

    level: Level
    control: str
    hint: str
    allowed: Mapping[Any, int] = attrs.field(factory=dict)
    forbidden: tuple[Any, ...] = ()
    pod: tuple[Steps, ...] = ()
    contexts: tuple[Steps, ...] = ()
    containers: tuple[Steps, ...] = ()
    since: int = 0
    waiver: Waiver | None = None


@attrs.frozen
class Demand:
    """What the security context of each container must say; where it is `inherited`, its pod may say it instead.

    `among` is what must be in a list; where it is None, anything that is said will do: a Restriction judges what.
    """

    control: str
    field: Steps
    hint: str
    among: str | None = None
    inherited: bool = False
    since: int = 0
    waiver: Waiver | None = None


_NO: Mapping[Any, int] = {False: 0}
_PROFILES = {"RuntimeDefault": 0, "Localhost": 0}
_HANDLERS = ("livenessProbe", "readinessProbe", "startupProbe", "lifecycle.postStart", "lifecycle.preStop")
_DROP = 'securityContext:\n  capabilities:\n    drop: ["ALL"]'
_SECCOMP = "securityContext:\n  seccompProfile:\n    type: RuntimeDefault"

DEFAULT_CAPABILITIES = (
    "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE",
    "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT",
)  # fmt: skip
"""What a container has without being given anything, but NET_RAW."""
SAFE_SYSCTLS: Mapping[str, int] = {
    "kernel.shm_rmid_forced": 0,
    "net.ipv4.ip_local_port_range": 0,
    "net.ipv4.ip_unprivileged_port_start": 0,
    "net.ipv4.ping_group_range": 0,
    "net.ipv4.tcp_syncookies": 0,
    "net.ipv4.ip_local_reserved_ports": 27,
    "net.ipv4.tcp_fin_timeout": 29,
    "net.ipv4.tcp_keepalive_intvl": 29,
    "net.ipv4.tcp_keepalive_probes": 29,
    "net.ipv4.tcp_keepalive_time": 29,
    "net.ipv4.tcp_rmem": 32,
    "net.ipv4.tcp_wmem": 32,
    "net.ipv4.tcp_notsent_lowat": 37,
    "net.ipv4.tcp_slow_start_after_idle": 37,
}
SELINUX_TYPES = {"": 0, "container_t": 0, "container_init_t": 0, "container_kvm_t": 0, "container_engine_t": 31}
VOLUMES: Mapping[str, int] = {
    "configMap": 0,
    "csi": 0,
    "downwardAPI": 0,
    "emptyDir": 0,
    "ephemeral": 0,
    "persistentVolumeClaim": 0,
    "projected": 0,
    "secret": 0,
    "image": 33,
}
"""The sources of volumes that "restricted" allows, from which version of the server on: a pinned policy has no say in it."""
APP_ARMOR_ANNOTATION = "container.apparmor.security.beta.kubernetes.io/"
"""Before the container's name, the key of the annotation that the AppArmor field replaced; it still counts."""
APP_ARMOR_VALUES = ("", "runtime/default")
"""What may stand in it; or a profile of the node, which begins with APP_ARMOR_LOCAL."""
APP_ARMOR_LOCAL = "localhost/"

RESTRICTIONS: tuple[Restriction, ...] = (
    Restriction("baseline", "HostProcess", "leave it out", _NO, contexts=_steps("windowsOptions.hostProcess")),
    Restriction("baseline", "Host Namespaces", "leave it out", _NO, pod=_steps("hostNetwork", "hostPID", "hostIPC")),
    Restriction("baseline", "Privileged Containers", "leave it out", _NO, containers=_steps("securityContext.privileged")),
    Restriction(
        "baseline",
        "Capabilities",
        "leave it out",
        dict.fromkeys(DEFAULT_CAPABILITIES, 0),
        containers=_steps("securityContext.capabilities.add[*]"),
    ),
    Restriction(
        "baseline", "HostPath Volumes", "a persistentVolumeClaim keeps files, an emptyDir shares them", pod=_steps("volumes[*].hostPath")
    ),
    Restriction("baseline", "Host Ports", "leave it out: a Service leads to the pods", {0: 0}, containers=_steps("ports[*].hostPort")),
    Restriction(
        "baseline",
        "Host Probes / Lifecycle Hooks",
        "leave it out: the pod itself is asked",
        {"": 0},
        containers=_steps(*(f"{handler}.{action}.host" for handler in _HANDLERS for action in ("httpGet", "tcpSocket"))),
        since=34,
    ),
    Restriction("baseline", "AppArmor", "type: RuntimeDefault", _PROFILES, contexts=_steps("appArmorProfile.type")),
    Restriction("baseline", "SELinux", "leave it out", SELINUX_TYPES, contexts=_steps("seLinuxOptions.type")),
    Restriction("baseline", "SELinux", "leave it out", {"": 0}, contexts=_steps("seLinuxOptions.user", "seLinuxOptions.role")),
    Restriction(
        "baseline",
        "/proc Mount Type",
        "leave it out",
        {"Default": 0},
        containers=_steps("securityContext.procMount"),
        waiver=USER_NAMESPACE,
    ),
    Restriction("baseline", "Seccomp", "type: RuntimeDefault", _PROFILES, contexts=_steps("seccompProfile.type"), since=19),
    Restriction("baseline", "Sysctls", "leave it out", SAFE_SYSCTLS, pod=_steps("securityContext.sysctls[*].name")),
    Restriction("restricted", "/proc Mount Type", "leave it out", {"Default": 0}, containers=_steps("securityContext.procMount")),
    Restriction(
        "restricted",
        "Privilege Escalation",
        "allowPrivilegeEscalation: false",
        _NO,
        containers=_steps("securityContext.allowPrivilegeEscalation"),
        since=8,
        waiver=WINDOWS,
    ),
    Restriction(
        "restricted", "Running as Non-root", "runAsNonRoot: true", {True: 0}, contexts=_steps("runAsNonRoot"), waiver=USER_NAMESPACE
    ),
    Restriction(
        "restricted",
        "Running as Non-root user",
        "leave it out, or give the number of a user other than root",
        forbidden=(0,),
        contexts=_steps("runAsUser"),
        since=23,
        waiver=USER_NAMESPACE,
    ),
    Restriction(
        "restricted",
        "Capabilities",
        "leave it out; only NET_BIND_SERVICE may be added",
        {"NET_BIND_SERVICE": 0},
        containers=_steps("securityContext.capabilities.add[*]"),
        since=22,
        waiver=WINDOWS,
    ),
)
"""Every control that forbids something; what breaks "baseline" as well stands before what breaks "restricted" alone."""
DEMANDS: tuple[Demand, ...] = (
    Demand(
        "Privilege Escalation",
        ("allowPrivilegeEscalation",),
        "securityContext:\n  allowPrivilegeEscalation: false",
        since=8,
        waiver=WINDOWS,
    ),
    Demand("Running as Non-root", ("runAsNonRoot",), "securityContext:\n  runAsNonRoot: true", inherited=True, waiver=USER_NAMESPACE),
    Demand("Seccomp", ("seccompProfile", "type"), _SECCOMP, inherited=True, since=19, waiver=WINDOWS),
    Demand("Capabilities", ("capabilities", "drop", "*"), _DROP, among="ALL", since=22, waiver=WINDOWS),
)
"""What "restricted" wants to be said."""
