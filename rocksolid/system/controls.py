"""What a pod may say without a waiver: the controls of Pod Security "restricted", and a root file system that nobody writes."""

from collections.abc import Callable, Mapping
from typing import Any

import attrs

from rocksolid.language.platform import Level
from rocksolid.system.hardening import BASELINE_CAPABILITIES, RESTRICTED_CAPABILITIES

Judge = Callable[[Any, int], bool]
"""Whether a value is fine in a minor version of Kubernetes."""
_PROBES_SINCE = 34
"""The minor version of Kubernetes from which on the standards ask for the hosts of probes."""
_HANDLERS = ("livenessProbe", "readinessProbe", "startupProbe", "lifecycle.postStart", "lifecycle.preStop")


def _only(*known: Any) -> Judge:
    return lambda value, _: value in known


def _since(known: Mapping[str, int]) -> Judge:
    return lambda value, minor: isinstance(value, str) and known.get(value, minor + 1) <= minor


@attrs.frozen
class Control:
    """Fields in which only some values are fine, others need a waiver by the name of `rule`, and a namespace of that `level` or a lower one.

    In a field, `*` stands for every item of a list and `?` for every key of a table. `missing` is the level for pods in which nobody
    says the field, None where that is fine as well.
    """

    rule: str
    level: Level
    fields: tuple[str, ...]
    fine: Judge
    missing: Level | None = None


_SYSCTLS = {
    **dict.fromkeys(
        (
            "kernel.shm_rmid_forced",
            "net.ipv4.ip_local_port_range",
            "net.ipv4.ip_local_reserved_ports",
            "net.ipv4.ip_unprivileged_port_start",
            "net.ipv4.ping_group_range",
            "net.ipv4.tcp_fin_timeout",
            "net.ipv4.tcp_keepalive_intvl",
            "net.ipv4.tcp_keepalive_probes",
            "net.ipv4.tcp_keepalive_time",
            "net.ipv4.tcp_rmem",
            "net.ipv4.tcp_syncookies",
            "net.ipv4.tcp_wmem",
        ),
        0,
    ),
    "net.ipv4.tcp_notsent_lowat": 37,
    "net.ipv4.tcp_slow_start_after_idle": 37,
}
_VOLUMES = {
    **dict.fromkeys(("name", "hostPath", "configMap", "csi", "downwardAPI", "emptyDir", "ephemeral"), 0),
    **dict.fromkeys(("persistentVolumeClaim", "projected", "secret"), 0),
    "image": 33,
}
"""By source, the minor version that lets it first; a host path has a control of its own."""
_SELINUX = ("", "container_t", "container_init_t", "container_kvm_t", "container_engine_t")
_PROFILES = _only("RuntimeDefault", "Localhost")

POD: tuple[Control, ...] = (
    Control("host-namespaces", "privileged", ("hostNetwork", "hostPID", "hostIPC"), _only(False)),
    Control("host-path", "privileged", ("volumes.*.hostPath",), _only()),
    Control("volume-types", "baseline", ("volumes.*.?",), _since(_VOLUMES)),
    Control("sysctls", "privileged", ("securityContext.sysctls.*.name",), _since(_SYSCTLS)),
)
"""What is about the pod as a whole."""
CONTEXTS: tuple[Control, ...] = (
    Control("run-as-non-root", "baseline", ("runAsNonRoot",), _only(True), missing="baseline"),
    Control("run-as-non-root", "baseline", ("runAsUser",), lambda value, _: value != 0),
    Control("seccomp", "privileged", ("seccompProfile.type",), _PROFILES, missing="baseline"),
    Control("apparmor", "privileged", ("appArmorProfile.type",), _PROFILES),
    Control("selinux", "privileged", ("seLinuxOptions.type",), _only(*_SELINUX)),
    Control("selinux", "privileged", ("seLinuxOptions.user", "seLinuxOptions.role"), _only("")),
    Control("host-process", "privileged", ("windowsOptions.hostProcess",), _only(False)),
)
"""What the security context of the pod says for those containers that say nothing else in theirs."""
CONTAINER: tuple[Control, ...] = (
    Control("read-only-root", "restricted", ("securityContext.readOnlyRootFilesystem",), _only(True), missing="restricted"),
    Control("privileged", "privileged", ("securityContext.privileged",), _only(False)),
    Control("privilege-escalation", "baseline", ("securityContext.allowPrivilegeEscalation",), _only(False), missing="baseline"),
    Control("capabilities", "privileged", ("securityContext.capabilities.add.*",), _only(*BASELINE_CAPABILITIES)),
    Control("capabilities", "baseline", ("securityContext.capabilities.add.*",), _only(*RESTRICTED_CAPABILITIES)),
    Control(
        "capabilities",
        "baseline",
        ("securityContext.capabilities.drop",),
        lambda value, _: isinstance(value, list) and "ALL" in value,
        missing="baseline",
    ),
    Control("proc-mount", "privileged", ("securityContext.procMount",), _only("Default")),
    Control("host-ports", "privileged", ("ports.*.hostPort",), _only(0)),
    Control(
        "host-probes",
        "privileged",
        tuple(f"{handler}.{action}.host" for handler in _HANDLERS for action in ("httpGet", "tcpSocket")),
        lambda value, minor: minor < _PROBES_SINCE or value == "",
    ),
)
"""What each container says itself."""
