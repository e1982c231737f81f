"""What only Cilium can name (hosts, the API server, nodes, its own ingress) is let through by name instead of by address."""

from collections.abc import Iterator

from rocksolid.manifest.part import Part
from rocksolid.system.calls import Host
from rocksolid.system.holes import Rule, cilium_holes, overheard_names
from rocksolid.system.resolve import System

_ENGINE = "platform.network.engine"


def cilium(system: System) -> Iterator[Part]:
    """Yield a CiliumNetworkPolicy beside the NetworkPolicy, which denies all else, of an app that has something to say in it."""
    for w in system.workloads:
        if w.platform.network.engine != "cilium":
            continue
        policy = w.ref("cilium.io/v2", "CiliumNetworkPolicy")
        named: list[tuple[str, Rule, tuple[str, ...]]] = [
            ("ingress", rule, call.because) for call in w.inbound for rule in cilium_holes("ingress", call)
        ]
        overheard = any(isinstance(side, Host) for call in w.outbound for side in call.sides)
        for call in w.outbound:
            names = call.path[:2] == ("platform", "dns")
            if not (overheard and names):  # Cilium lets through what it overhears.
                because = (*call.because, "dependencies") if names else call.because
                named += [("egress", rule, because) for rule in cilium_holes("egress", call)]
        if named:
            yield Part(policy, {"spec": {"endpointSelector": w.label_selector}}, ("name", "instance", _ENGINE))
        for direction, rule, because in named:
            yield Part(policy, {"spec": {direction: [rule]}}, (*because, _ENGINE))
        if overheard:
            for rule in overheard_names(w.platform.dns):
                yield Part(policy, {"spec": {"egress": [rule]}}, ("dependencies", "platform.dns", _ENGINE))
