"""Each Service of an app has a name of its own, and one that Kubernetes takes."""

from collections.abc import Iterator

from rocksolid.finding import Finding
from rocksolid.system.constraints.target import needs_kubernetes
from rocksolid.system.exposure import straight
from rocksolid.system.workload import Workload

DIGIT_FIRST_SINCE = 36
"""The minor version of Kubernetes from which a Service's name may begin with a digit (feature RelaxedServiceNameValidation)."""


def service(w: Workload) -> Iterator[Finding]:
    """Yield what is wrong with the names of an app's Services."""
    named = list(_named(w))
    digit = next(((name, word) for name, word in named if name[0].isdigit()), None)
    if digit and w.platform.kubernetes < DIGIT_FIRST_SINCE:
        name, word = digit
        message = f'takes no Service "{name}": its name must begin with a letter'
        yield needs_kubernetes(w, message, w.layers.at((word,)), DIGIT_FIRST_SINCE, f'{word} = "app-{getattr(w.app, word)}"')
    if [name for name, _ in named].count(w.service_name) > 1:
        message = f'the app has another Service that is called "{w.service_name}"'
        yield Finding("object-twice", "error", message, w.layers.at(("service_name",)), "choose another name")


def _named(w: Workload) -> Iterator[tuple[str, str]]:
    """Yield the name of each Service, and the word that it is made from."""
    word = "instance" if w.app.instance else "name"
    if w.service_ports:
        yield w.service_name, "service_name" if w.app.service_name else word
    if w.service_ports and w.kind == "stateful":
        yield w.peers, word
    if straight(w):
        yield w.external, word
