"""Remarks about hardening that an author relaxes, and about images that change under their name."""

from collections.abc import Callable, Iterator, Mapping

from rocksolid.finding import Finding, Spot
from rocksolid.language.container import Security
from rocksolid.language.source import KeyPath
from rocksolid.language.values import image_tag
from rocksolid.system.containers import containers, path_to, words
from rocksolid.system.resolve import System
from rocksolid.system.security import root
from rocksolid.system.workload import Workload

RESTRICTED_CAPABILITIES = frozenset({"NET_BIND_SERVICE"})
"""What Pod Security "restricted" lets a container add."""


def _added(security: Security) -> str:
    more = [name for name in security.capabilities if name not in RESTRICTED_CAPABILITIES]
    return f"may use {', '.join(more)}" if more else ""


_RELAXED: Mapping[str, tuple[str, Callable[[Security], str]]] = {
    "run-as-non-root": ("user", lambda security: "runs as root" if root(security) else ""),
    "read-only-root": ("writable_root", lambda security: "may write to its root file system" if security.writable_root else ""),
    "capabilities": ("capabilities", _added),
    "seccomp": ("seccomp", lambda security: "may make any system call" if security.seccomp in {None, "Unconfined"} else ""),
}
"""By rule: the word that relaxes it, and what a container then does (nothing: it keeps to the rule)."""
WAIVABLE = (*_RELAXED, "mutable-image")
"""The rules that a waiver can be for."""


def relaxed(system: System) -> Iterator[Finding]:
    """Yield a warning for each word that relaxes hardening without a waiver for it."""
    for w in system.workloads:
        for container in containers(w):
            for rule, (word, says) in _RELAXED.items():
                own = words(w, container).security
                inherits = container and getattr(own, word) is None
                does = "" if inherits else says(own)
                if does and not _waived(w, rule, container):
                    message = f'"{container or w.main}" {does}, and no waiver says why'
                    spot = _said(w, path_to(container, "security", word))
                    yield Finding("hardening-relaxed", "warning", message, spot, f"leave it out, or say why:\n{_waiver(rule, container)}")


def given_up(w: Workload) -> frozenset[str]:
    """Return the rules of hardening that a word of a blueprint relaxes, waived or not."""
    told = [(rule, word, says, words(w, name).security) for name in containers(w) for rule, (word, says) in _RELAXED.items()]
    return frozenset(rule for rule, word, says, own in told if getattr(own, word) is not None and says(own))


def _said(w: Workload, path: KeyPath) -> Spot:
    """Return where a word was decided, or where it was taken away."""
    taking = None if w.layers.deciding(path) else next((layer for layer in reversed(w.layers.layers) if layer.unsets(path)), None)
    return taking.at(("unset",)) if taking else w.layers.at(path)


def mutable_images(system: System) -> Iterator[Finding]:
    """Yield a warning for each image that is called "latest": the closed world of `check` refuses it."""
    for w in system.workloads:
        for container in containers(w):
            image = words(w, container).image
            if image and image_tag(image) == ("latest", "") and not _waived(w, "mutable-image", container):
                message = f'"{image}" is another image tomorrow: pods of one version would run different programs'
                hint = f"name the version that you tested, or say why not:\n{_waiver('mutable-image', container)}"
                yield Finding("mutable-image", "warning", message, w.layers.at(path_to(container, "image")), hint)


def _waived(w: Workload, rule: str, container: str) -> bool:
    return any(waiver.rule == rule and waiver.container in {None, container or w.main} for waiver in w.app.waivers)


def _waiver(rule: str, container: str) -> str:
    """Return a waiver to paste."""
    named = f'\ncontainer = "{container}"' if container else ""
    return f'[[waivers]]\nrule = "{rule}"\nreason = "..."{named}'
