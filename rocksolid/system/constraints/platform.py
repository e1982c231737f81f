"""What the platform file says about the network must be something that this network has."""

import re
from collections.abc import Iterator
from functools import partial

from rocksolid.finding import Finding, Spot
from rocksolid.language.operation import Via
from rocksolid.language.peers import Peer
from rocksolid.language.platform import Entrance, Platform
from rocksolid.language.platforms import PlatformFile
from rocksolid.language.source import KeyPath
from rocksolid.system.constraints.sources import source
from rocksolid.system.exposure import WAYS
from rocksolid.system.sides import cilium

_WORDS: dict[Via, tuple[str, ...]] = {"ingress": ("name", "namespace", "section"), "gateway": ("class_",)}
"""The words that only the other way in has."""


def platform(file: PlatformFile) -> Iterator[Finding]:
    """Yield what is wrong with a platform file as a whole."""
    decided = file.platform
    if decided.ingress:
        yield from _entrance(file, "ingress", decided.ingress)
    if decided.gateway:
        yield from _entrance(file, "gateway", decided.gateway)
        if not decided.gateway.name:
            message, hint = '[gateway] needs "name": the Gateway that routes attach to', 'name = "public"'
            yield Finding("missing-word", "error", message, file.source.at(("gateway",), key=True), hint)
    for position, scraper in enumerate(decided.metrics.scraper):
        yield from _source(file, scraper, ("metrics", "scraper", position))
    yield from _namespace(file, decided)
    yield from _schedule(file, decided)
    version = decided.pod_security.version
    if version and not re.fullmatch(r"latest|v1\.[1-9]?[0-9]", version):
        message, hint = f'"{version}" is no version of the Pod Security levels', f'version = "v1.{decided.kubernetes}"'
        yield Finding("pod-security-version", "error", message, file.source.at(("pod_security", "version")), hint)


def _entrance(file: PlatformFile, way: Via, entrance: Entrance) -> Iterator[Finding]:
    """Yield what is wrong with an ingress controller or gateway."""
    for word in _WORDS[way]:
        if getattr(entrance, word):
            name = word.removesuffix("_")
            yield Finding("useless-word", "error", f'[{way}] has no use for "{name}"', file.source.at((way, name), key=True), "remove it")
    for position, peer in enumerate(entrance.from_):
        yield from _source(file, peer, (way, "from", position))
    controller, spot = entrance.controller, file.source.at((way, "controller"))
    if controller and way not in WAYS[controller]:
        other = " or ".join(f'"{name}"' for name, ways in WAYS.items() if way in ways)
        yield Finding(
            "wrong-controller",
            "error",
            f'"{controller}" serves no {way}',
            spot,
            f"use {other}, or say where its traffic comes from: from = [...]",
        )
    if controller == "cilium" and not cilium(file.platform.network):
        message = "the traffic of Cilium's own controller has no address: only Cilium can let it in"
        yield Finding("needs-cilium", "error", message, spot, '[network]\nengine = "cilium"')


def _schedule(file: PlatformFile, decided: Platform) -> Iterator[Finding]:
    """Yield an error for the schedule of a descheduler that is no cron job."""
    said = decided.descheduler
    if said and said.mode != "cronjob" and "schedule" in file.tree["descheduler"]:
        spot = file.source.at(("descheduler", "schedule"), key=True)
        yield Finding("useless-word", "error", f'with mode = "{said.mode}" nothing runs by a schedule', spot, "remove it")


def _source(file: PlatformFile, peer: Peer, path: KeyPath) -> Iterator[Finding]:
    yield from source(peer, file.platform.network, partial(_at, file, path))


def _at(file: PlatformFile, path: KeyPath, below: KeyPath) -> Spot:
    return file.source.at((*path, *below))


def _namespace(file: PlatformFile, decided: Platform) -> Iterator[Finding]:
    """Yield an error for Pod Security that is said as a label: it would contradict what is said by its own words."""
    for label in decided.namespace.labels:
        if label.startswith("pod-security.kubernetes.io/"):
            spot = file.source.at(("namespace", "labels", label), key=True)
            yield Finding("useless-word", "error", f'"{label}" is said by words of its own', spot, '[pod_security]\nenforce = "restricted"')
