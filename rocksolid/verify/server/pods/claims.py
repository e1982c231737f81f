"""Every device that a container claims is one of the claims of its pod, and each of these says where it comes from."""

from collections.abc import Iterator

from rocksolid.verify.document import items, tables
from rocksolid.verify.server.fields import named, required, texts, twice
from rocksolid.verify.server.formats import dns_label, shown, subdomain
from rocksolid.verify.server.pods.spec import Container, Pod
from rocksolid.verify.server.refusal import Refusal

_CLAIMS = "resourceClaims"
_SOURCES = ("resourceClaimName", "resourceClaimTemplateName")
_FORMATS = {"name": dns_label, **dict.fromkeys(_SOURCES, subdomain)}


def claims(pod: Pod) -> Iterator[Refusal]:
    """Yield what is refused in the claims of a pod."""
    for index, one in tables(pod.spec, _CLAIMS):
        path = (*pod.path, _CLAIMS, index)
        yield from required(one, path, ("name",))
        yield from named(one, path, _FORMATS)
        if sum(one.get(source) is not None for source in _SOURCES) != 1:
            yield Refusal(path, f"must have one of {' and '.join(_SOURCES)}")
    yield from twice(texts(pod.spec, _CLAIMS, "name", pod.path))


def claimed(pod: Pod, container: Container) -> Iterator[Refusal]:
    """Yield what is refused in the claims of a container."""
    resources = container.content.get("resources")
    known = {name for _, name in texts(pod.spec, _CLAIMS, "name", ())}
    seen: set[tuple[str, str]] = set()
    for index, one in items(resources, "claims"):
        path, name, request = (*container.path, "resources", "claims", index), one.get("name"), one.get("request") or ""
        if name == "":
            yield Refusal(path, "must have a name")
        elif isinstance(name, str) and isinstance(request, str):
            yield from named(one, path, {"request": dns_label})
            if name not in known:
                yield Refusal(path, f"{shown(name)} is none of the {_CLAIMS} of the pod")
            if {(name, ""), (name, request)} & seen or (not request and any(other == name for other, _ in seen)):
                yield Refusal(path, f"{shown(name)} stands twice")
            seen.add((name, request))
