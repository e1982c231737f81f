"""Ports of a Service that its clients find no longer, ports that lead to no pod, and Services that open to the outside."""

from collections.abc import Iterator, Mapping
from typing import Any

from rocksolid.diff.calls.outside import into
from rocksolid.diff.calls.wishes import declared
from rocksolid.diff.change import Change, Effect
from rocksolid.diff.pairs import pairs
from rocksolid.diff.sides import Sides, title
from rocksolid.manifest.paths import text
from rocksolid.verify.cluster import Cluster, Workload
from rocksolid.verify.connectivity.addresses import Addresses
from rocksolid.verify.connectivity.reach import connectivity
from rocksolid.verify.connectivity.routes import leads_to
from rocksolid.verify.declared import meant, protocol, spoken
from rocksolid.verify.document import tables
from rocksolid.verify.resource import Resource
from rocksolid.verify.services import is_headless, selector_of

OUTSIDE = {"NodePort": "by a port of every node", "LoadBalancer": "by a balancer"}
"""Types that open a Service to the outside, and how."""
RANGES = "loadBalancerSourceRanges"
Ports = dict[tuple[str, int], Mapping[str, Any]]
"""The ports of a Service by protocol and number."""


def services(sides: Sides) -> Iterator[Change]:
    """Yield what changes for whoever calls a Service, and for whom it is open."""
    before = {pair.new: pair.old for pair in sides.once(pairs)}
    for old, new in sides.both:
        if (new.group, new.kind) == ("", "Service"):
            yield from _kind(old, new)
            yield from _ranges(old, new)
            if not is_headless(new) and "ExternalName" not in (_type(old), _type(new)):
                yield from _numbers(old, new, sides.old)
                yield from _targets(old, new, sides.new, before)
    for one in sides.come:
        if (one.group, one.kind) == ("", "Service") and _type(one) in OUTSIDE:
            yield Change("entrances", "weakens", title(one), f"is new, and open to the outside {OUTSIDE[_type(one)]}", path="spec.type")


def _kind(old: Resource, new: Resource) -> Iterator[Change]:
    was, now = _type(old), _type(new)
    if "ExternalName" in (was, now):
        ends = [_end(one) for one in (old, new)]
        if ends[0] != ends[1]:
            effect: Effect = "changes" if was == "ExternalName" else "disrupts"
            yield Change("entrances", effect, title(new), f"its name led to {ends[0]}, leads to {ends[1]} now", path="spec.type")
    elif now in OUTSIDE and was not in (now, "LoadBalancer"):
        yield Change("entrances", "weakens", title(new), f"is open to the outside now, {OUTSIDE[now]}", path="spec.type")
    elif was == "NodePort" != now:
        said = "is no longer open to the outside: whoever calls the nodes is cut off"
        yield Change("entrances", "disrupts", title(new), said, "first see that nobody calls them any more", "spec.type")


def _end(one: Resource) -> str:
    return f"{one.spec.get('externalName')}, out of the cluster" if _type(one) == "ExternalName" else "its pods"


def _ranges(old: Resource, new: Resource) -> Iterator[Change]:
    if _type(old) == _type(new) == "LoadBalancer":
        was, now = _sources(old), _sources(new)
        for effect, some, verb in (("weakens", now - was, "lets in"), ("strengthens", was - now, "no longer lets in")):
            if some:
                weaker: Effect = "weakens" if effect == "weakens" else "strengthens"
                yield Change("entrances", weaker, title(new), f"its balancer {verb} {some.text()}", path=f"spec.{RANGES}")


def _sources(one: Resource) -> Addresses:
    """Return whom a balancer lets in: everybody where nothing is said."""
    said = one.spec.get(RANGES)
    return Addresses.union(map(Addresses.block, said)) if isinstance(said, list) and said else Addresses.ALL


def _numbers(old: Resource, new: Resource, cluster: Cluster) -> Iterator[Change]:
    """Yield the ports that go while somebody may call them."""
    before, after = _ports(old), _ports(new)
    for key, port in before.items():
        if key not in after and _is_called(old, port, cluster):
            again = [number for (_, number), other in after.items() if other.get("name") == port.get("name")]
            said = f"its port {key[1]} is {again[0]} now" if again else f"its port {key[1]} goes"
            hint = f"keep {key[1]} beside the new port until nobody calls it any more"
            yield Change("entrances", "disrupts", title(new), f"{said}: whoever calls {key[1]} is cut off at once", hint, "spec.ports")


def _is_called(service: Resource, port: Mapping[str, Any], cluster: Cluster) -> bool:
    """Return whether anybody but the pods themselves reaches a port of a Service; yes where its pods are not known."""
    pods = cluster.labelled(service.namespace, selector_of(service))
    places, clients = cluster.once(_places), connectivity(cluster).clients
    for w in pods:
        ports, itself = leads_to(w, port), 1 << places[w]
        if any(others & ports for _, others in cluster.once(into).get(w, ())):
            return True
        if any(others & ports and some & ~itself for others, some in clients[places[w]].items()):
            return True
    return not pods


def _targets(old: Resource, new: Resource, cluster: Cluster, before: Mapping[Workload, Workload]) -> Iterator[Change]:
    """Yield the ports that led to a port of the pods, and lead to none: on any pod, or on those that run until they are replaced."""
    known = _ports(old)
    for key, port in _ports(new).items():
        was = known.get(key)
        for w in cluster.labelled(new.namespace, selector_of(new)) if was else ():
            pod = before.get(w)
            if was and pod and leads_to(pod, was) & declared(pod):
                target = port.get("targetPort") or key[1]
                said = f"its port {key[1]} leads to port {spoken(target)} of {w.resource.title}"
                path = text(("spec", "ports", ("port", str(key[1])), "targetPort"))
                if not leads_to(w, port) & declared(w):
                    yield Change("entrances", "disrupts", title(new), f"{said}, which no container declares", meant(target, w.ports), path)
                elif not leads_to(pod, port) & declared(pod):
                    why = f"{said}, which only new pods have: until they are ready, it leads nowhere"
                    yield Change("entrances", "disrupts", title(new), why, "keep the old port of the pods for one release", path)


def _ports(one: Resource) -> Ports:
    return {(protocol(port), number): port for _, port in tables(one.spec, "ports") if isinstance(number := port.get("port"), int)}


def _places(cluster: Cluster) -> dict[Workload, int]:
    return {w: position for position, w in enumerate(cluster.workloads)}


def _type(one: Resource) -> str:
    return str(one.spec.get("type") or "ClusterIP")
