"""A pod for one operating system has no settings of the other."""

from collections.abc import Iterator, Mapping

from rocksolid.verify.document import get, table
from rocksolid.verify.server.fields import required
from rocksolid.verify.server.formats import shown
from rocksolid.verify.server.pods.spec import Pod
from rocksolid.verify.server.refusal import Refusal

SYSTEMS = ("linux", "windows")
_OF_LINUX_PODS = {"hostIPC": (True,), "hostPID": (True,), "hostUsers": (True, False), "shareProcessNamespace": (True, False)}
_OF_LINUX = [
    "appArmorProfile",
    "fsGroup",
    "fsGroupChangePolicy",
    "runAsGroup",
    "runAsUser",
    "seLinuxChangePolicy",
    "seLinuxOptions",
    "seccompProfile",
    "supplementalGroups",
    "supplementalGroupsPolicy",
    "sysctls",
]
_OF_LINUX_CONTAINERS = [
    "allowPrivilegeEscalation",
    "appArmorProfile",
    "capabilities",
    "privileged",
    "procMount",
    "readOnlyRootFilesystem",
    "runAsGroup",
    "runAsUser",
    "seLinuxOptions",
    "seccompProfile",
]
_HOST_PROCESS = ("securityContext", "windowsOptions", "hostProcess")


def system(pod: Pod) -> Iterator[Refusal]:
    """Yield the settings of a pod that its operating system does not have."""
    if not isinstance(said := pod.spec.get("os"), Mapping):
        return
    yield from required(said, (*pod.path, "os"), ("name",))
    name = said.get("name")
    if name and isinstance(name, str) and name not in SYSTEMS:
        yield Refusal((*pod.path, "os"), f"{shown(name)} must be {' or '.join(SYSTEMS)}", spot=(*pod.path, "os", "name"))
    elif name == "linux":
        yield from _strange(pod, "linux", ("windowsOptions",), ("windowsOptions",))
    elif name == "windows":
        yield from _strange(pod, "windows", tuple(_OF_LINUX), tuple(_OF_LINUX_CONTAINERS))
        for field, values in _OF_LINUX_PODS.items():
            if any(pod.spec.get(field) is value for value in values):
                yield Refusal((*pod.path, field), "must be left out: a pod for windows has none")


def _strange(pod: Pod, name: str, of_pods: tuple[str, ...], of_containers: tuple[str, ...]) -> Iterator[Refusal]:
    contexts = [(pod.path, pod.spec, of_pods), *((one.path, one.content, of_containers) for one in pod.containers)]
    for path, content, fields in contexts:
        context = table(content, "securityContext")
        for field in (field for field in fields if context.get(field) not in (None, [])):
            yield Refusal((*path, "securityContext", field), f"must be left out: a pod for {name} has none")


def host_processes(pod: Pod) -> Iterator[Refusal]:
    """Yield what is refused in the containers that run as processes of a windows node: all of them do, on its network."""
    general = get(pod.spec, *_HOST_PROCESS)
    own = [(one, get(one.content, *_HOST_PROCESS)) for one in pod.containers]
    if general is not None:
        for one, said in own:
            if said is not None and said is not general:
                yield Refusal((*one.path, *_HOST_PROCESS), "must be what the pod says")
    count = sum((general if said is None else said) is True for _, said in own)
    if count and count < len(own):
        yield Refusal(pod.path, "must have hostProcess in all containers, or in none")
    if count and not pod.on_host_network:
        yield Refusal((*pod.path, "hostNetwork"), "must be true where containers have hostProcess", "hostNetwork: true")
