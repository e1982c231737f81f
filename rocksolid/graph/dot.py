"""Pictures in the language of Graphviz."""

from collections.abc import Iterable, Iterator, Mapping

from rocksolid.graph.picture import Arrow, ArrowLook, Box, BoxLook, Group, Picture

_SHAPES: Mapping[BoxLook, str] = {
    "service": "shape=box",
    "worker": "shape=box",
    "stateful": "shape=cylinder",
    "daemon": "shape=box, peripheries=2",
    "job": 'shape=box, style="filled,rounded"',
    "cron": 'shape=box, style="filled,rounded"',
    "assumed": 'shape=box, style="filled,dashed"',
    "outside": "shape=hexagon",
}
_LINES: Mapping[ArrowLook, str] = {"critical": "penwidth=2.5", "ordinary": "style=dashed", "incoming": "arrowhead=vee"}
_HEAD = (
    "rankdir=LR",
    'fontname="Helvetica"',
    'node [fontname="Helvetica", fontsize=12, style=filled, fillcolor=white]',
    'edge [fontname="Helvetica", fontsize=10]',
)


def dump(picture: Picture) -> str:
    """Return a picture as a directed graph, from left to right."""
    return "\n".join(("digraph system {", *_indented(_body(picture)), "}")) + "\n"


def _body(picture: Picture) -> Iterator[str]:
    yield from _HEAD
    yield from _rank("source", picture.sources)
    yield from map(_box, picture.apps)
    for group in picture.groups:
        yield from _group(group)
    yield from _rank("sink", picture.targets)
    yield from map(_arrow, picture.arrows)
    if picture.legend:
        yield f"graph [label={_text(picture.legend)}, labelloc=b, fontsize=12]"


def _rank(rank: str, boxes: Iterable[Box]) -> Iterator[str]:
    """Yield boxes at an edge of the picture."""
    drawn = [_box(box) for box in boxes]
    if drawn:
        yield f"{{ rank={rank}"
        yield from _indented(drawn)
        yield "}"


def _group(group: Group) -> Iterator[str]:
    yield f"subgraph cluster_{group.id} {{"
    yield from _indented((f"label={_text((group.title,))}", "style=rounded", "bgcolor=gray96", *map(_box, group.boxes)))
    for inner in group.groups:
        yield from _indented(_group(inner))
    yield "}"


def _box(box: Box) -> str:
    return f"{box.id} [label={_text(box.lines)}, {_SHAPES[box.look]}]"


def _arrow(arrow: Arrow) -> str:
    label = f"label={_text(arrow.label.split(chr(10)))}, " if arrow.label else ""
    return f"{arrow.caller} -> {arrow.callee} [{label}{_LINES[arrow.look]}]"


def _indented(lines: Iterable[str]) -> Iterator[str]:
    return (f"  {line}" for line in lines)


def _text(lines: Iterable[str]) -> str:
    r"""Return a text in quotes, its lines one under the other; `\` and `"` mean themselves."""
    shown = "\\n".join(line.replace("\\", "\\\\").replace('"', '\\"') for line in lines)
    return f'"{shown}"'
