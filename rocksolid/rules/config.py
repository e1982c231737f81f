"""A container is told its settings by variables in the order that their author meant, and a secret only ever by reference."""

from collections.abc import Iterator

from rocksolid.manifest.part import Part
from rocksolid.system.containers import each
from rocksolid.system.ports import PORTS
from rocksolid.system.resolve import System
from rocksolid.system.variables import sources, variables

_TOLD = ("dependencies", "namespace", "platform.namespace", "callee.service_name", "callee.instance")
_ENV = ("env", *PORTS, *_TOLD, *(f"callee.{word}" for word in PORTS))


def config(system: System) -> Iterator[Part]:
    """Yield the variables of every container; those with a dependency's address stand first, so that others can refer to them."""
    for w in system.workloads:
        for field, say, because in (("env", variables, _ENV), ("envFrom", sources, ("env_from", "containers"))):
            piece = each(w, field, say)
            if piece:
                yield Part(w.controller, piece, because)
