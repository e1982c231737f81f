"""The environment variables of each container, in the order in which Kubernetes reads them."""

from collections.abc import Iterable, Iterator
from typing import Any

import attrs

from rocksolid.language.container import Variable
from rocksolid.language.source import KeyPath
from rocksolid.language.values import WrongValueError
from rocksolid.manifest.shared import shared
from rocksolid.system.containers import path_to, words
from rocksolid.system.once import once
from rocksolid.system.placeholders import fill
from rocksolid.system.ports import PodPort
from rocksolid.system.workload import Workload


@attrs.frozen(eq=False, repr=False)
class Definition:
    """One variable as its author defined it: its text (empty where the value stands elsewhere), and where that is written."""

    name: str
    text: str
    path: KeyPath
    public: bool = False


@once
def definitions(w: Workload, container: str) -> tuple[Definition, ...]:
    """Return the variables of a container as they are written: those of the app's dependencies first, then its own."""
    return tuple(_definitions(w, container))


def every_definition(w: Workload) -> Iterable[Definition]:
    """Return the variables of all containers; those of the app's dependencies once."""
    others = (one for container in w.app.containers for one in definitions(w, container) if one.path[0] == "containers")
    return (*definitions(w, ""), *others)


def _definitions(w: Workload, container: str) -> Iterator[Definition]:
    for position, dependency in enumerate(w.app.dependencies):
        for name, template in dependency.env.items():
            yield Definition(name, template, ("dependencies", position, "env", name))
    for name, variable in words(w, container).env.items():
        yield Definition(name, variable.value or variable.template or "", path_to(container, "env", name), variable.public)


def variables(w: Workload, container: str) -> list[dict[str, Any]]:
    """Return the variables of a container, as Kubernetes writes them."""
    told = [{"name": name, "value": value} for name, value in w.addresses.items()]
    return [*told, *[_variable(name, variable, w.ports) for name, variable in words(w, container).env.items()]]


def sources(w: Workload, container: str) -> list[dict[str, Any]]:
    """Return the Secrets and ConfigMaps of which a container has every key as a variable, as Kubernetes writes them."""
    return [
        {
            **({"prefix": source.prefix} if source.prefix else {}),
            "secretRef" if source.secret else "configMapRef": {"name": source.secret or source.config, **_optional(source.optional)},
        }
        for source in words(w, container).env_from
    ]


def own_port(ports: tuple[PodPort, ...], word: str) -> str:
    """Return what a placeholder in `[env]` of an app with these ports stands for, `port:NAME`; raise WrongValueError where it means nothing."""
    kind, _, name = word.partition(":")
    if kind != "port" or not name:
        hint = 'an address belongs to its dependency: { app = "NAME", env = { NAME_HOST = "{host}" } }'
        raise WrongValueError("unknown-placeholder", f'"{{{word}}}" means nothing here: only {{port:NAME}} of one\'s own ports does', hint)
    number = next((port.number for port in ports if port.name == name), None)
    if number is None:
        listed = ", ".join(port.name for port in ports) or "none"
        raise WrongValueError("no-such-port", f'the app has no port "{name}"', f"its ports are {listed}")
    return str(number)


@shared
def _variable(name: str, variable: Variable, ports: tuple[PodPort, ...]) -> dict[str, Any]:
    """Return a variable with its value, or where it comes from."""
    if variable.value is not None:
        return {"name": name, "value": variable.value}
    if variable.template is not None:
        return {"name": name, "value": fill(variable.template, lambda word: own_port(ports, word))}
    kinds = {
        "secretKeyRef": variable.secret and {"name": variable.secret, "key": variable.key, **_optional(variable.optional)},
        "configMapKeyRef": variable.config and {"name": variable.config, "key": variable.key, **_optional(variable.optional)},
        "fieldRef": variable.field and {"fieldPath": variable.field},
        "resourceFieldRef": variable.resource and {"resource": variable.resource},
    }
    return {"name": name, "valueFrom": {kind: source for kind, source in kinds.items() if source}}


def _optional(optional: bool) -> dict[str, bool]:  # noqa: FBT001  The word's own value.
    return {"optional": True} if optional else {}
