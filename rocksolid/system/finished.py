"""What the language refuses in words is refused in finished objects, too, where somebody wrote over them or passed them on."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from rocksolid.credentials import is_credential
from rocksolid.finding import Finding, Spot
from rocksolid.language.values import image_tag
from rocksolid.manifest.assemble import Object
from rocksolid.system.relaxations import CONTAINER_LISTS, POD_TEMPLATES, Place, authors, get, items, table
from rocksolid.system.resolve import System
from rocksolid.system.waivers import forged, to_paste, waived
from rocksolid.system.workload import Workload

_HELD = ("data", "stringData")
_REFER = "refer to a Secret that something else makes: an operator that reads a vault, or a sealed one"


def finished(objects: Iterable[Object], system: System) -> Iterator[Finding]:
    """Yield what is to be said of credentials, images and waivers that are not from words, at the line of whoever wrote them."""
    owners = {w.owner: w for w in system.workloads}
    for one in objects:
        w = owners.get(one.ref.owner)
        if w and (one.written or any(rule == "extra" or ":" in rule for rule, _ in one.said)):
            yield from _secrets(w, one)
            yield from _containers(w, one)
            for key in table(get(one.content, "metadata", "annotations")):
                for spot in _first(w, one, ("metadata", "annotations", key)):
                    yield from forged(w, key, spot)


def _secrets(w: Workload, one: Object) -> Iterator[Finding]:
    """Yield an error for a Secret that holds something: manifests are read by many, and kept for ever."""
    held = [field for field in _HELD if one.content.get(field)] if (one.ref.kind, one.ref.api_version) == ("Secret", "v1") else []
    for field in held[:1]:
        for spot in _first(w, one, (field,)):
            message = f'"{one.ref.name}" holds secrets as they are: everyone who may read the manifests could read them'
            yield Finding("credential", "error", message, spot, _REFER)


def _containers(w: Workload, one: Object) -> Iterator[Finding]:
    """Yield what is to be said of the variables and the image of each container."""
    start = (*POD_TEMPLATES[one.ref.kind], "spec") if one.ref.kind in POD_TEMPLATES else None
    spec = get(one.content, *start) if start else None
    for group in CONTAINER_LISTS:
        for index, container in items(get(spec, group)):
            place = (*(start or ()), group, index)
            yield from _variables(w, one, container, place)
            yield from _image(w, one, container, place)


def _variables(w: Workload, one: Object, container: Any, place: Place) -> Iterator[Finding]:
    for index, variable in items(get(container, "env")):
        name, value = (table(variable).get(field) for field in ("name", "value"))
        if isinstance(name, str) and isinstance(value, str) and is_credential(name, value):
            for spot in _first(w, one, (*place, "env", index, "value")):
                message = f'"{name}" holds a credential as it is: everyone who may read the manifests could read it'
                hint = f'valueFrom.secretKeyRef = {{ name = "{w.app.name}", key = "..." }}'
                public = f'\nor, if everyone may know it, in [env]: {name} = {{ value = "...", public = true }}'
                own = one.ref == w.controller  # A program that is passed on has no words to say that it is public.
                yield Finding("credential", "error" if own else "warning", message, spot, hint + public * own)


def _image(w: Workload, one: Object, container: Mapping[str, Any], place: Place) -> Iterator[Finding]:
    image, name = get(container, "image"), get(container, "name")
    if isinstance(image, str) and image_tag(image) in {("latest", ""), ("", "")} and not waived(w, "mutable-image", str(name)):
        for spot in _first(w, one, (*place, "image")):
            message = f'"{image}" is another image tomorrow: pods of one version would run different programs'
            hint = f"name the version that you tested, or say why not:\n{to_paste(w, 'mutable-image')}"
            yield Finding("mutable-image", "warning", message, spot, hint)


def _first(w: Workload, one: Object, path: Place) -> list[Spot]:
    """Return the line of whoever wrote a field; none where it is from the words of the app, which were judged before."""
    return list(authors(w, one, path))[:1]
