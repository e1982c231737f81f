"""A variable is text: a number in a blueprint becomes another text than its author wrote where digits of it say nothing, as in 1.10."""

import re
from collections.abc import Iterator

from rocksolid.finding import Finding
from rocksolid.system.resolve import System
from rocksolid.system.variables import every_definition

_DECIMAL = re.compile(r"-?[0-9]+(\.[0-9]+)?(e[-+]?[0-9]+)?")
"""What Python writes for a number that is not whole."""
_LITERAL = r"[-+]?[0-9][0-9_]*(\.[0-9_]+)?([eE][-+]?[0-9_]+)?"
"""What TOML and Python read as a number."""


def other_texts(system: System) -> Iterator[Finding]:
    """Yield a warning for each variable whose number is written in another way than its author did."""
    for w in system.workloads:
        for one in every_definition(w):
            if not _DECIMAL.fullmatch(one.text) or one.text.removeprefix("-").isdigit():
                continue
            spot = w.layers.at(one.path)
            place = spot.place()
            literal = place.excerpt[place.column - 1 : place.column - 1 + place.length]
            if re.fullmatch(_LITERAL, literal) and literal != one.text:
                message = f'"{one.name}" is "{one.text}", and not "{literal}": a number does not keep how it is written'
                yield Finding("number-as-text", "warning", message, spot, f'{one.name} = "{literal}"')
