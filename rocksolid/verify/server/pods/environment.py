"""Every environment variable has a name, and a value or one place where its value is found."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from rocksolid.verify.document import Path, items, tables
from rocksolid.verify.server.fields import missing, named, required
from rocksolid.verify.server.formats import RELAXED_VARIABLES, Format, config_key, dns_label, shown, subdomain, variable_name
from rocksolid.verify.server.pods.downward import OF_VARIABLES, field_of_pod, resource_of_container
from rocksolid.verify.server.pods.paths import without_steps_up
from rocksolid.verify.server.pods.spec import Container, Pod
from rocksolid.verify.server.refusal import Refusal

_ENV_FROM = ("configMapRef", "secretRef")
_KEY = {"key": config_key}
_FILE: Mapping[str, Format] = {"key": partial(variable_name, minor=RELAXED_VARIABLES), "volumeName": dns_label, "path": without_steps_up}


def environment(pod: Pod, container: Container) -> Iterator[Refusal]:
    """Yield what is refused in the variables of a container; the same name may occur twice."""
    formats = {"name": partial(variable_name, minor=pod.minor)}
    for index, one in tables(container.content, "env"):
        path = (*container.path, "env", index)
        yield from required(one, path, ("name",))
        yield from named(one, path, formats)
        if isinstance(source := one.get("valueFrom"), Mapping):
            yield from _source(source, (*path, "valueFrom"), value=one.get("value"))
            yield from _volume(pod, source.get("fileKeyRef"), (*path, "valueFrom", "fileKeyRef", "volumeName"))
    if "envFrom" in container.content:
        yield from _sets(pod, container)


def _source(source: Mapping[str, Any], path: Path, value: Any) -> Iterator[Refusal]:
    known = [name for name in _SOURCES if source.get(name) is not None]
    for name in known:
        if isinstance(source[name], Mapping):
            yield from _SOURCES[name](source[name], (*path, name))
    if not known:
        yield Refusal(path, f"must have one of {', '.join(_SOURCES)}")
    elif value:
        yield Refusal(path, "must not stand beside a value")
    elif len(known) > 1:
        yield Refusal(path, f"must have only one of {' and '.join(known)}")


def _volume(pod: Pod, ref: Any, path: Path) -> Iterator[Refusal]:
    name = ref.get("volumeName") if isinstance(ref, Mapping) else None
    if name and isinstance(name, str) and pod.volumes.get(name, {}).get("emptyDir") is None:
        yield Refusal(path, f"no volume of the pod is named {shown(name)} and an emptyDir")


def _key(ref: Mapping[str, Any], path: Path) -> Iterator[Refusal]:
    yield from missing(ref, path, ("name",))
    yield from named(ref, path, {"name": subdomain})
    yield from required(ref, path, ("key",))
    yield from named(ref, path, _KEY)


def _field(ref: Mapping[str, Any], path: Path) -> Iterator[Refusal]:
    yield from field_of_pod(ref, path, OF_VARIABLES)


def _file(ref: Mapping[str, Any], path: Path) -> Iterator[Refusal]:
    yield from required(ref, path, tuple(_FILE))
    yield from named(ref, path, _FILE)


_SOURCES: Mapping[str, Callable[[Mapping[str, Any], Path], Iterator[Refusal]]] = {
    "fieldRef": _field,
    "resourceFieldRef": resource_of_container,
    "configMapKeyRef": _key,
    "secretKeyRef": _key,
    "fileKeyRef": _file,
}


def _sets(pod: Pod, container: Container) -> Iterator[Refusal]:
    """Yield what is refused in the sets of variables that a container takes as a whole; the server does not say which one."""
    whole = (*container.path, "envFrom")
    for index, one in items(container.content, "envFrom"):
        path = (*whole, index)
        yield from named(one, path, {"prefix": partial(variable_name, minor=pod.minor)})
        known = [name for name in _ENV_FROM if one.get(name) is not None]
        for name in known:
            if isinstance(ref := one[name], Mapping):
                yield from missing(ref, (*path, name), ("name",))
                yield from named(ref, (*path, name), {"name": _beginning})
        if len(known) != 1:
            yield Refusal(whole, f"must have {'only ' if known else ''}one of {' and '.join(_ENV_FROM)} in each item", spot=path)


def _beginning(text: str) -> str:
    """Check the name of an object, or the beginning of one: a last "-" does no harm here."""
    return subdomain(f"{text[:-1]}a" if text.endswith("-") else text)
