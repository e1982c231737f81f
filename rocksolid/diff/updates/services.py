"""Addresses, families and ports of a Service: which of them stay for ever, and who finds it no longer."""

from collections.abc import Iterator, Mapping
from typing import Any

from rocksolid.diff.change import Change
from rocksolid.diff.fields import MISSING, Difference, shown
from rocksolid.diff.sides import title
from rocksolid.diff.updates.refusals import anew, refused
from rocksolid.manifest.paths import text
from rocksolid.verify.document import get, tables
from rocksolid.verify.resource import Resource

_HEADLESS = "None"
_OUTSIDE = ("NodePort", "LoadBalancer")


def services(old: Resource, new: Resource) -> Iterator[Change]:
    """Yield what an update of a Service does that is refused, or that its clients notice."""
    if (new.group, new.kind) != ("", "Service"):
        return
    if "ExternalName" not in (_type(old), _type(new)):  # A name outside has no address: whoever becomes one, or was one, is free.
        yield from _address(old, new)
        yield from _families(old, new)
    yield from _balancer(old, new)
    yield from _clients(old, new)


def _address(old: Resource, new: Resource) -> Iterator[Change]:
    was, now = _ip(old), _ip(new)
    found = Difference(("spec", "clusterIP"), was or MISSING, now or MISSING)
    if now and was != now:
        given = "" if was else ", and it has one already that the cluster chose"
        yield refused(new, [found], f"the address of a Service never changes{given}", f"{anew(new)}; its address changes then")
    elif was == _HEADLESS and _type(new) in _OUTSIDE and _type(old) not in _OUTSIDE:
        kind = Difference(("spec", "type"), get(old.content, "spec", "type") or MISSING, _type(new))
        yield refused(new, [kind], "a headless Service stays headless, and such a type needs an address", anew(new))
    elif was == _HEADLESS != now:
        message = "spec.clusterIP None is no longer written, but the Service stays headless: the server keeps the address it has"
        yield Change("updates", "changes", title(new), message, anew(new), "spec.clusterIP")


def _families(old: Resource, new: Resource) -> Iterator[Change]:
    """A second family may come and go; one that stays in its place must stay the same."""
    lists = [get(one.content, "spec", "ipFamilies") for one in (old, new)]
    before, after = (found if isinstance(found, list) else [] for found in lists)
    for index, (was, now) in enumerate(zip(before, after, strict=False)):
        if was != now:
            found = Difference(("spec", "ipFamilies", index), was, now)
            yield refused(new, [found], "the family of an address never changes", anew(new))
            return


def _balancer(old: Resource, new: Resource) -> Iterator[Change]:
    if _type(old) == "LoadBalancer" != _type(new):
        message = f"spec.type was LoadBalancer, is {_type(new)}: its outside address is given back, and another one may come later"
        yield Change("updates", "disrupts", title(new), message, "", "spec.type")
    if _type(old) == _type(new) == "LoadBalancer":
        was, now = (_written(one, "loadBalancerClass") for one in (old, new))
        if was != now:
            found = Difference(("spec", "loadBalancerClass"), was, now)
            yield refused(new, [found], "the class of a balancer never changes", f"{anew(new)}; its outside address may change")
        was, now = (_written(one, "healthCheckNodePort") for one in (old, new))
        local = all(_written(one, "externalTrafficPolicy") == "Local" for one in (old, new))
        if local and now is not MISSING and was != now:
            found = Difference(("spec", "healthCheckNodePort"), was, now)
            yield refused(new, [found], "the port of the balancer's health checks never changes", "leave it out")


def _clients(old: Resource, new: Resource) -> Iterator[Change]:
    was, now = (_written(one, "selector") for one in (old, new))
    if was != now and _type(new) != "ExternalName":
        message = f"spec.selector was {shown(was)}, is {shown(now)}: its traffic goes to other pods as soon as this is applied"
        hint = "roll the pods with the new labels out first: until they are ready, the Service may lead nowhere"
        yield Change("updates", "disrupts", title(new), message, hint, "spec.selector")
    before = {name: port.get("nodePort") for name, _, port in _ports(old)}
    for name, index, port in _ports(new):
        was, now = before.get(name), port.get("nodePort")
        if was is not None and now is not None and was != now:
            message = f"the node port of {name or 'its port'} was {was}, is {now}: who calls the nodes is cut off"
            yield Change("updates", "disrupts", title(new), message, path=text(("spec", "ports", index, "nodePort")))


def _ports(one: Resource) -> Iterator[tuple[str, int, Mapping[str, Any]]]:
    """Yield the ports of a Service by their names; the only one needs none."""
    for index, port in tables(one.content, "spec", "ports"):
        yield str(port.get("name") or ""), index, port


def _type(one: Resource) -> str:
    return str(one.spec.get("type") or "ClusterIP")


def _ip(one: Resource) -> str:
    """Return the first address that is written, empty where the cluster chooses one."""
    return str(one.spec.get("clusterIP") or get(one.content, "spec", "clusterIPs", 0) or "")


def _written(one: Resource, field: str) -> Any:
    value = one.spec.get(field)
    return MISSING if value is None else value
