"""Credentials are referred to, never written."""

from collections.abc import Iterator

from rocksolid.credentials import is_credential, words
from rocksolid.finding import Finding
from rocksolid.system.variables import Definition, every_definition
from rocksolid.system.workload import Workload


def credentials(w: Workload) -> Iterator[Finding]:
    """Yield an error for each variable that is called like a credential and holds a literal that could be one, or a URL with a password."""
    for one in every_definition(w):
        if is_credential(one.name, one.text) and not one.public:
            message = f'"{one.name}" holds a credential as it is: everyone who may read the manifests could read it'
            yield Finding("credential", "error", message, w.layers.at(one.path), _hint(w, one))


def _hint(w: Workload, one: Definition) -> str:
    """Show how the value is referred to; the variables of dependencies hold nothing but addresses."""
    reference = f'{one.name} = {{ secret = "{w.app.name}", key = "{"-".join(words(one.name)).lower()}" }}'
    if one.path[0] == "dependencies":
        return f"in [env]: {reference}"
    return f'{reference}\nor, if everyone may know it: {one.name} = {{ value = "...", public = true }}'
