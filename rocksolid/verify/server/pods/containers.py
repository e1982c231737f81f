"""Every container of a pod has a name of its own, an image, and settings that its sort may have."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import chain

from rocksolid.verify.document import items, tables
from rocksolid.verify.server.fields import missing, named, required, twice, words
from rocksolid.verify.server.formats import dns_label, shown
from rocksolid.verify.server.pods.claims import claimed
from rocksolid.verify.server.pods.environment import environment
from rocksolid.verify.server.pods.handlers import PROBES, handlers
from rocksolid.verify.server.pods.mounts import devices, mounts
from rocksolid.verify.server.pods.ports import ports
from rocksolid.verify.server.pods.resources import resources
from rocksolid.verify.server.pods.security import of_container
from rocksolid.verify.server.pods.spec import ALWAYS, Container, ContainerRule, Pod
from rocksolid.verify.server.refusal import Refusal

RESTARTING = 35
"""The first minor version in which every container may have a restart policy of its own."""
RULES = 20
"""How many rules a restart policy may have."""
_POLICIES = (ALWAYS, "Never", "OnFailure")
_FORMATS = {"name": dns_label}
_WORDS = {
    "imagePullPolicy": (ALWAYS, "IfNotPresent", "Never"),
    "terminationMessagePolicy": ("File", "FallbackToLogsOnError"),
}
_RESIZED = {"resourceName": ("cpu", "memory"), "restartPolicy": ("NotRequired", "RestartContainer")}


def containers(pod: Pod) -> Iterator[Refusal]:
    """Yield what is refused in the containers of a pod; of two with one name, an init container is the second."""
    if pod.spec.get("containers") == []:
        yield Refusal((*pod.path, "containers"), "must have at least one container")
    for container in pod.containers:
        if container.group != "ephemeralContainers":
            yield from chain.from_iterable(rule(pod, container) for rule in _asked(frozenset(container.content)))
    order = sorted(pod.containers, key=lambda one: ("containers", "initContainers", "ephemeralContainers").index(one.group))
    names = ((one, one.content.get("name")) for one in order)
    yield from twice(((*one.path, "name"), name) for one, name in names if name and isinstance(name, str))
    if pod.spec.get("ephemeralContainers"):
        yield Refusal((*pod.path, "ephemeralContainers"), "must be left out: they are added to pods that run", "kubectl debug")


def made_images(pod: Pod) -> Iterator[Refusal]:
    """Yield the images that only the made pod is refused for."""
    for container in pod.containers:
        image = container.content.get("image")
        if isinstance(image, str) and image != image.strip():
            yield Refusal((*container.path, "image"), f"{shown(image)} must not begin or end with a space", f"image: {image.strip()}")


def _basics(_: Pod, container: Container) -> Iterator[Refusal]:
    yield from required(container.content, container.path, ("name",))
    yield from named(container.content, container.path, _FORMATS)
    yield from missing(container.content, container.path, ("image",))
    yield from words(container.content, container.path, _WORDS)


def _restarts(pod: Pod, container: Container) -> Iterator[Refusal]:
    path, policy, rules = container.path, container.content.get("restartPolicy"), items(container.content, "restartPolicyRules")
    if pod.minor < RESTARTING:
        yield from _old_restarts(container)
        return
    yield from words(container.content, path, {"restartPolicy": _POLICIES})
    yield from required(container.content, path, ("restartPolicy",))
    if rules and policy is None:
        yield Refusal((*path, "restartPolicy"), "must be set where there are rules", "restartPolicy: Never")
    if len(rules) > RULES:
        yield Refusal((*path, "restartPolicyRules"), f"must not have more than {RULES} rules")
    for index, rule in rules:
        where = (*path, "restartPolicyRules", index)
        codes = rule.get("exitCodes")
        yield from words(rule, where, {"action": ("Restart", "RestartAllContainers")})
        if codes is None:
            yield Refusal((*where, "exitCodes"), "must be set")
        elif isinstance(codes, Mapping):
            yield from words(codes, (*where, "exitCodes"), {"operator": ("In", "NotIn")})


def _old_restarts(container: Container) -> Iterator[Refusal]:
    policy = container.content.get("restartPolicy")
    if policy is not None and container.group == "containers":
        yield Refusal((*container.path, "restartPolicy"), "only an init container may have one")
    elif isinstance(policy, str) and policy != ALWAYS:
        yield Refusal((*container.path, "restartPolicy"), f"{shown(policy)} must be {ALWAYS}", f"restartPolicy: {ALWAYS}")


def _resizes(pod: Pod, container: Container) -> Iterator[Refusal]:
    """Yield what is refused in how a container is resized; the server mostly does not say in which item."""
    whole = (*container.path, "resizePolicy")
    seen = set()
    for index, one in tables(container.content, "resizePolicy"):
        for refusal in words(one, (*whole, index), _RESIZED):
            yield Refusal(whole, refusal.problem, refusal.hint, spot=refusal.path)
        name = one.get("resourceName")
        if isinstance(name, str) and name in seen:
            yield Refusal((*whole, index), f"{shown(name)} stands twice")
        seen.add(str(name))
        if pod.spec.get("restartPolicy") == "Never" and one.get("restartPolicy") == "RestartContainer":
            yield Refusal(whole, "must be NotRequired: the pod restarts nothing", spot=(*whole, index, "restartPolicy"))


CONTAINER_RULES: tuple[tuple[ContainerRule, tuple[str, ...]], ...] = (
    (_resizes, ("resizePolicy",)),
    (_restarts, ("restartPolicy", "restartPolicyRules")),
    (claimed, ("resources",)),
    (devices, ("volumeDevices",)),
    (environment, ("env", "envFrom")),
    (handlers, (*PROBES, "lifecycle")),
    (mounts, ("volumeMounts",)),
    (of_container, ("securityContext",)),
    (ports, ("ports",)),
    (resources, ("resources",)),
)
"""What holds for every container of a pod that has not begun, each with the fields of which one must be there to break it."""


@lru_cache(maxsize=1024)  # Containers mostly have the same fields as others.
def _asked(keys: frozenset[str]) -> tuple[ContainerRule, ...]:
    """Return the rules that a container with some fields could break."""
    return (_basics, *(rule for rule, fields in CONTAINER_RULES if not keys.isdisjoint(fields)))
