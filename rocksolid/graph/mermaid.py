"""Pictures in the language of Mermaid, which GitHub and GitLab draw where it stands in Markdown."""

import re
from collections.abc import Iterable, Iterator, Mapping

from rocksolid.graph.picture import Arrow, ArrowLook, Box, BoxLook, Group, Picture

_SHAPES: Mapping[BoxLook, tuple[str, str]] = {
    "service": ("[", "]"),
    "worker": ("[", "]"),
    "stateful": ("[(", ")]"),
    "daemon": ("[[", "]]"),
    "job": ("([", "])"),
    "cron": ("([", "])"),
    "assumed": ("[", "]"),
    "outside": ("{{", "}}"),
}
"""The brackets of each kind of box: rectangles, a cylinder, double walls, round ends, and hexagons for what is outside."""
_LINES: Mapping[ArrowLook, str] = {"critical": "==>", "ordinary": "-.->", "incoming": "-->"}


def dump(picture: Picture) -> str:
    """Return a picture as a Mermaid flowchart, from left to right."""
    return "\n".join(("flowchart LR", *_indented(_body(picture)))) + "\n"


def _body(picture: Picture) -> Iterator[str]:
    yield from map(_box, (*picture.sources, *picture.apps))
    for group in picture.groups:
        yield from _group(group)
    yield from map(_box, picture.targets)
    yield from map(_arrow, picture.arrows)
    if picture.legend:
        yield f"legend[{_text(picture.legend)}]"
        yield "style legend fill:none,stroke:none"
    assumed = [box.id for box in (*picture.sources, *picture.targets) if box.look == "assumed"]
    if assumed:
        yield "classDef assumed stroke-dasharray:4"
        yield f"class {','.join(assumed)} assumed"


def _group(group: Group) -> Iterator[str]:
    yield f"subgraph {group.id} [{_text((group.title,))}]"
    yield from _indented(map(_box, group.boxes))
    for inner in group.groups:
        yield from _indented(_group(inner))
    yield "end"


def _box(box: Box) -> str:
    left, right = _SHAPES[box.look]
    return f"{box.id}{left}{_text(box.lines)}{right}"


def _arrow(arrow: Arrow) -> str:
    label = f"|{_text(arrow.label.split(chr(10)))}|" if arrow.label else ""
    return f"{arrow.caller} {_LINES[arrow.look]}{label} {arrow.callee}"


def _indented(lines: Iterable[str]) -> Iterator[str]:
    return (f"  {line}" for line in lines)


def _text(lines: Iterable[str]) -> str:
    """Return a text in quotes: what could mean something to Mermaid, or to HTML, is written by its number."""
    escaped = (re.sub(r"[^\w \-./:,=*+@()]", lambda found: f"#{ord(found[0])};", line) for line in lines)
    return f'"{"<br/>".join(escaped)}"'
