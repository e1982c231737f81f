"""Whether pods pass Pod Security "restricted", by the strictest of its policy versions 1.32 to 1.37.

Stricter than the admission plugin in three places, because a generator needs none of what it lets pass: Windows pods are not excused,
nor are pods with `hostUsers: false` (excused since 1.35), and image volumes are refused (allowed since 1.33).
"""

from collections.abc import Callable, Iterator, Sequence

from .objects import Container, Pod, Tree, at, pods, title

VOLUMES = {"configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret"}
SECCOMP = {"RuntimeDefault", "Localhost"}
APP_ARMOR = {None, "RuntimeDefault", "Localhost"}
APP_ARMOR_ANNOTATION = "container.apparmor.security.beta.kubernetes.io/"
SELINUX_TYPES = {None, "", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"}
SYSCTLS = {
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
}
"""Safe by the policy of 1.32; that of 1.37 adds two."""
HANDLERS = (("livenessProbe",), ("readinessProbe",), ("startupProbe",), ("lifecycle", "postStart"), ("lifecycle", "preStop"))

Violation = tuple[str, str]
"""The path of a field of a pod or of a container, and what is wrong with it."""


def violations(documents: Sequence[Tree]) -> list[str]:
    """Every field of every pod that "restricted" forbids, or misses: object, container and path."""
    found = []
    for pod in pods(documents):
        found += [f"{title(pod.workload)}: {pod.below(path)} {what}" for check in POD for path, what in check(pod)]
        found += [
            f'{title(pod.workload)}, container "{container.name}": {container.path}.{path} {what}'
            for container in pod.containers
            for check in CONTAINER
            for path, what in check(container, pod)
        ]
    return found


def host_namespaces(pod: Pod) -> Iterator[Violation]:
    """A pod has its own network, processes and shared memory."""
    for field in ("hostNetwork", "hostPID", "hostIPC"):
        if pod.spec.get(field):
            yield f"spec.{field}", "is true"


def volumes(pod: Pod) -> Iterator[Violation]:
    """Volumes come from the cluster's own kinds; above all they are no paths of the node."""
    for index, volume in enumerate(pod.spec.get("volumes") or []):
        for kind in volume.keys() - VOLUMES - {"name"}:
            yield f"spec.volumes[{index}].{kind}", "is a kind of volume that is not allowed"


def sysctls(pod: Pod) -> Iterator[Violation]:
    """Only kernel parameters that concern the pod alone may be set."""
    for sysctl in at(pod.spec, "securityContext", "sysctls") or []:
        if sysctl["name"] not in SYSCTLS:
            yield "spec.securityContext.sysctls", f"sets {sysctl['name']}"


def app_armor_annotations(pod: Pod) -> Iterator[Violation]:
    """The annotation that the AppArmor field replaced still counts."""
    for key, profile in (pod.metadata.get("annotations") or {}).items():
        if key.startswith(APP_ARMOR_ANNOTATION) and profile not in {"", "runtime/default"} and not profile.startswith("localhost/"):
            yield "metadata.annotations", f"sets {key} to {profile}"


def pod_context(pod: Pod) -> Iterator[Violation]:
    """What the pod says for all its containers must not be wrong, even where every container says better."""
    context = pod.spec.get("securityContext") or {}
    for path, what in _shared(context):
        yield f"spec.{path}", what
    if context.get("runAsNonRoot") is False:
        yield "spec.securityContext.runAsNonRoot", "is false"
    if (profile := at(context, "seccompProfile", "type")) not in {None, *SECCOMP}:
        yield "spec.securityContext.seccompProfile.type", f"is {profile}"


def container_context(container: Container, pod: Pod) -> Iterator[Violation]:
    """What a container says overrides its pod, and some must be said by each container."""
    context = container.tree.get("securityContext") or {}
    yield from _shared(context)
    if context.get("runAsNonRoot", at(pod.spec, "securityContext", "runAsNonRoot")) is not True:
        yield "securityContext.runAsNonRoot", "is not true, nor is that of the pod"
    profile = at(context, "seccompProfile", "type") or at(pod.spec, "securityContext", "seccompProfile", "type")
    if profile not in SECCOMP:
        yield "securityContext.seccompProfile.type", f"is {profile or 'not set, nor is that of the pod'}"
    if context.get("allowPrivilegeEscalation") is not False:
        yield "securityContext.allowPrivilegeEscalation", "is not false"
    if context.get("privileged"):
        yield "securityContext.privileged", "is true"
    if context.get("procMount") not in {None, "Default"}:
        yield "securityContext.procMount", f"is {context['procMount']}"


def capabilities(container: Container, _: Pod) -> Iterator[Violation]:
    """All capabilities are dropped, and only the one to open ports below 1024 may come back."""
    told = at(container.tree, "securityContext", "capabilities") or {}
    if "ALL" not in (told.get("drop") or []):
        yield "securityContext.capabilities.drop", 'lacks "ALL"'
    for name in told.get("add") or []:
        if name != "NET_BIND_SERVICE":
            yield "securityContext.capabilities.add", f"has {name}"


def host_ports(container: Container, _: Pod) -> Iterator[Violation]:
    """No port of the node is taken."""
    for index, port in enumerate(container.tree.get("ports") or []):
        if port.get("hostPort"):
            yield f"ports[{index}].hostPort", f"is {port['hostPort']}"


def hosts_of_handlers(container: Container, _: Pod) -> Iterator[Violation]:
    """Probes and hooks ask the pod itself, never another host."""
    for path in HANDLERS:
        for handler in ("httpGet", "tcpSocket"):
            if host := at(container.tree, *path, handler, "host"):
                yield ".".join((*path, handler, "host")), f"is {host}"


def _shared(context: Tree) -> Iterator[Violation]:
    """What a security context says in the same words for a pod and for a container."""
    if context.get("runAsUser") == 0:
        yield "securityContext.runAsUser", "is 0"
    if at(context, "windowsOptions", "hostProcess"):
        yield "securityContext.windowsOptions.hostProcess", "is true"
    if (profile := at(context, "appArmorProfile", "type")) not in APP_ARMOR:
        yield "securityContext.appArmorProfile.type", f"is {profile}"
    if (selinux := at(context, "seLinuxOptions", "type")) not in SELINUX_TYPES:
        yield "securityContext.seLinuxOptions.type", f"is {selinux}"
    for field in ("user", "role"):
        if value := at(context, "seLinuxOptions", field):
            yield f"securityContext.seLinuxOptions.{field}", f"is {value}"


POD: tuple[Callable[[Pod], Iterator[Violation]], ...] = (host_namespaces, volumes, sysctls, app_armor_annotations, pod_context)
CONTAINER: tuple[Callable[[Container, Pod], Iterator[Violation]], ...] = (container_context, capabilities, host_ports, hosts_of_handlers)
