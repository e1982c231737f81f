"""Credentials are referred to, never written: what looks like one is refused, and not repeated in the complaint."""

import re
from collections.abc import Iterator

import attrs

from rocksolid.finding import Finding, Place, Spot
from rocksolid.system.containers import containers
from rocksolid.system.variables import Definition, definitions
from rocksolid.system.workload import Workload

_LAST_WORDS = frozenset({"PASSWORD", "PASSWD", "TOKEN", "SECRET", "KEY"})
_WORDS = r"[A-Z]+(?![a-z])[0-9]*|[A-Z]?[a-z]+[0-9]*|[0-9]+"
_HARMLESS = (
    r"",
    r"\$\([^)]*\)",  # A reference to another variable.
    r"[-+]?[0-9.]+([eE][-+]?[0-9]+)?",
    r"(?i:true|false)",
    r"(~|\.{1,2})?/\S*",  # A path.
    r"[A-Za-z][A-Za-z0-9+.-]*://[^@\s]*",  # A URL without user and password.
)
"""What a value may look like under any name."""


@attrs.frozen
class Masked:
    """A spot whose line is shown with all its credentials struck out: complaints end up in logs that others can read."""

    spot: Spot
    credentials: tuple[Spot, ...]

    def place(self) -> Place:
        """Return the place; its line is as long as it was, so that the caret stands right."""
        place = self.spot.place()
        line = place.excerpt
        for credential in self.credentials:
            other = credential.place()
            if (other.file, other.line) == (place.file, place.line):
                start, end = other.column - 1, other.column - 1 + other.length
                line = line[:start] + "*" * len(line[start:end]) + line[end:]
        return attrs.evolve(place, excerpt=line)


def credentials(w: Workload) -> Iterator[Finding]:
    """Yield an error for each variable that is called like a credential and holds a literal that could be one."""
    found = {one.path: one for container in containers(w) for one in definitions(w, container) if _is_credential(one)}
    spots = {path: w.layers.at(path) for path in found}
    for path, one in found.items():
        message = f'"{one.name}" holds a credential as it is: everyone who may read the manifests could read it'
        yield Finding("credential", "error", message, Masked(spots[path], tuple(spots.values())), _hint(w, one))


def _is_credential(one: Definition) -> bool:
    named = re.findall(_WORDS, one.name)[-1:]
    return bool(named) and named[0].upper() in _LAST_WORDS and not (one.public or any(re.fullmatch(form, one.text) for form in _HARMLESS))


def _hint(w: Workload, one: Definition) -> str:
    """Show how the value is referred to; the variables of dependencies hold nothing but addresses."""
    reference = f'{one.name} = {{ secret = "{w.app.name}", key = "{"-".join(re.findall(_WORDS, one.name)).lower()}" }}'
    if one.path[0] == "dependencies":
        return f"in [env]: {reference}"
    return f'{reference}\nor, if everyone may know it: {one.name} = {{ value = "...", public = true }}'
