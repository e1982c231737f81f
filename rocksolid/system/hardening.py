"""What the words of an app relax of its hardening, and images that change under their name."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from rocksolid.finding import Finding, Spot
from rocksolid.language.container import Security
from rocksolid.language.platform import Level
from rocksolid.language.source import KeyPath
from rocksolid.system.containers import containers, path_to, words
from rocksolid.system.resolve import System
from rocksolid.system.security import root
from rocksolid.system.waivers import Relaxation, to_paste, waived
from rocksolid.system.workload import Workload

RESTRICTED_CAPABILITIES = frozenset({"NET_BIND_SERVICE"})
"""What Pod Security "restricted" lets a container add."""
BASELINE_CAPABILITIES = RESTRICTED_CAPABILITIES | {
    "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT",
}  # fmt: skip
"""What "baseline" lets it add, as https://kubernetes.io/docs/concepts/security/pod-security-standards/ lists it."""
APP_ARMOR = "container.apparmor.security.beta.kubernetes.io/"
"""Before a container's name, the key of the pod's annotation that says its AppArmor profile; the field that replaced it is no word."""


def _added(security: Security) -> str:
    more = [name for name in security.capabilities if name not in RESTRICTED_CAPABILITIES]
    return f"may use {', '.join(more)}" if more else ""


def _baseline(fine: bool) -> Level:  # noqa: FBT001  It reads as a sentence where it is called.
    return "baseline" if fine else "privileged"


_RELAXED: Mapping[str, tuple[str, Callable[[Security], str], Callable[[Security], Level]]] = {
    "run-as-non-root": ("user", lambda own: "runs as root" if root(own) else "", lambda _: "baseline"),
    "read-only-root": (
        "writable_root",
        lambda own: "may write to its root file system" if own.writable_root else "",
        lambda _: "restricted",
    ),
    "capabilities": ("capabilities", _added, lambda own: _baseline(BASELINE_CAPABILITIES.issuperset(own.capabilities))),
    "seccomp": (
        "seccomp",
        lambda own: "may make any system call" if own.seccomp in {None, "Unconfined"} else "",
        lambda own: _baseline(own.seccomp is None),
    ),
}
"""By rule: the word that relaxes it, what a container then does (nothing: it keeps to the rule), and the level that lets it."""


def relaxed(w: Workload) -> Iterator[Relaxation]:
    """Yield what each word of an app relaxes, for all containers that it decides about."""
    if any(_relaxes(words(w, container).security) for container in containers(w)):
        yield from _by_words(w)
    for key, name in unconfined(w.app.pod_annotations):
        yield Relaxation("apparmor", (name,), "privileged", "runs without AppArmor", w.layers.at(("pod_annotations", key)))


@lru_cache(1024)  # Equal tables of a fleet are one.
def _relaxes(security: Security) -> bool:
    """Return whether a container relaxes anything by words of its own, or by inheriting them."""
    return any(says(security) for _, says, _ in _RELAXED.values())


def _by_words(w: Workload) -> Iterator[Relaxation]:
    for rule, (word, says, level) in _RELAXED.items():
        deciding: dict[str, list[str]] = {}
        for container in containers(w):
            inherits = container and getattr(words(w, container).security, word) is None
            deciding.setdefault("" if inherits else container, []).append(container or w.main)
        for container, names in deciding.items():
            own = words(w, container).security
            does = says(own)
            if does:
                yield Relaxation(rule, tuple(names), level(own), does, _said(w, path_to(container, "security", word)))


def unconfined(annotations: Mapping[Any, Any]) -> Iterable[tuple[str, str]]:
    """Return the keys of a pod's annotations that take an AppArmor profile away, each with the container that it names."""
    said = ((key, value) for key, value in annotations.items() if key.startswith(APP_ARMOR))
    return [
        (key, key.removeprefix(APP_ARMOR)) for key, value in said if value not in {"", "runtime/default"} and value[:10] != "localhost/"
    ]


def _said(w: Workload, path: KeyPath) -> Spot:
    """Return where a word was decided, or where it was taken away."""
    taking = None if w.layers.deciding(path) else next((layer for layer in reversed(w.layers.layers) if layer.unsets(path)), None)
    return taking.at(("unset",)) if taking else w.layers.at(path)


def mutable_images(system: System) -> Iterator[Finding]:
    """Yield a warning for each image that is called "latest": the closed world of `check` refuses it."""
    for w in system.workloads:
        for container in mutable(w):
            name = container or w.main
            if not waived(w, "mutable-image", name):
                message = f'"{words(w, container).image}" is another image tomorrow: pods of one version would run different programs'
                hint = f"name the version that you tested, or say why not:\n{to_paste(w, 'mutable-image', name)}"
                yield Finding("mutable-image", "warning", message, w.layers.at(path_to(container, "image")), hint)


def mutable(w: Workload) -> list[str]:
    """Return the containers that say an image which is called "latest"."""
    return [container for container in containers(w) if (words(w, container).image or "").endswith(":latest")]
