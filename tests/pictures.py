"""Pictures read back from their text: a small reader for each language, of what `rocksolid graph` writes and nothing else."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import attrs

ID = r"[A-Za-z]\w*"


@attrs.define
class Drawing:
    """What a picture shows: boxes by id (where they stand, how they look, their lines), arrows, titles of groups by id, and the legend."""

    boxes: dict[str, tuple[tuple[str, ...], str, str]] = attrs.Factory(dict)
    arrows: list[tuple[str, str, str, str]] = attrs.Factory(list)
    groups: dict[str, str] = attrs.Factory(dict)
    legend: str = ""

    def box(self, group: list[str], identity: str, look: str, text: str) -> None:
        """Note a box, which nothing else may be called."""
        assert identity not in self.boxes, f"{identity} is there twice"
        self.boxes[identity] = (tuple(group), look, text)

    def named(self, identity: str) -> str:
        """Return the first line of a box."""
        return self.boxes[identity][2].partition("\n")[0]

    @property
    def calls(self) -> list[tuple[str, str, str, str]]:
        """The arrows, with the first lines of the boxes at their ends."""
        return [(self.named(caller), self.named(callee), look, label) for caller, callee, look, label in self.arrows]


MERMAID_SHAPES = {"[]": "box", "[()]": "cylinder", "[[]]": "double", "([])": "round", "{{}}": "hexagon"}
MERMAID_LINES = {"==>": "thick", "-.->": "dashed", "-->": "thin"}
_MERMAID: Mapping[str, str] = {
    "group": rf'subgraph (?P<id>{ID}) \["(?P<text>[^"]*)"\]',
    "end": "end",
    "box": rf'(?P<id>{ID})(?P<left>\[\(|\[\[|\(\[|\{{\{{|\[)"(?P<text>[^"]*)"(?P<right>\)\]|\]\]|\]\)|\}}\}}|\])',
    "arrow": rf'(?P<caller>{ID}) (?P<line>==>|-\.->|-->)(?:\|"(?P<text>[^"]*)"\|)? (?P<callee>{ID})',
    "style": r"style legend fill:none,stroke:none|classDef assumed stroke-dasharray:4",
    "assumed": rf"class (?P<ids>{ID}(?:,{ID})*) assumed",
}


def mermaid(text: str) -> Drawing:
    """Read a Mermaid flowchart."""
    head, *lines = text.splitlines()
    assert head == "flowchart LR"
    drawing, group = Drawing(), list[str]()
    for line in lines:
        kind, found = next((kind, found) for kind, pattern in _MERMAID.items() if (found := re.fullmatch(pattern, line.strip())))
        assert line.startswith("  " * (1 + len(group) - (kind == "end"))), "lines are indented by their depth"
        _note_mermaid(drawing, group, kind, found.groupdict())
    assert group == []
    return drawing


def _note_mermaid(drawing: Drawing, group: list[str], kind: str, found: Mapping[str, Any]) -> None:
    shown = _entities(found.get("text") or "")
    if kind == "group":
        drawing.groups[found["id"]] = shown
        group.append(found["id"])
    elif kind == "end":
        group.pop()
    elif kind == "box" and found["id"] == "legend":
        drawing.legend = shown
    elif kind == "box":
        drawing.box(group, found["id"], MERMAID_SHAPES[found["left"] + found["right"]], shown)
    elif kind == "arrow":
        drawing.arrows.append((found["caller"], found["callee"], MERMAID_LINES[found["line"]], shown))
    elif kind == "assumed":
        for identity in found["ids"].split(","):
            place, look, lines = drawing.boxes[identity]
            drawing.boxes[identity] = (place, f"dashed {look}", lines)


def _entities(text: str) -> str:
    """Return a label as Mermaid shows it."""
    return re.sub(r"#(\d+);", lambda found: chr(int(found[1])), text.replace("<br/>", "\n"))


DOT_SHAPES = {
    "shape=box": "box",
    "shape=cylinder": "cylinder",
    "shape=box, peripheries=2": "double",
    'shape=box, style="filled,rounded"': "round",
    'shape=box, style="filled,dashed"': "dashed box",
    "shape=hexagon": "hexagon",
}
DOT_LINES = {"penwidth=2.5": "thick", "style=dashed": "dashed", "arrowhead=vee": "thin"}
_QUOTED = r'"(?P<text>(?:[^"\\]|\\.)*)"'
_DOT: Mapping[str, str] = {
    "group": rf"subgraph cluster_(?P<id>{ID}) \{{",
    "title": rf"label={_QUOTED}",
    "rank": r"\{ rank=(?:source|sink)",
    "end": r"\}",
    "legend": rf"graph \[label={_QUOTED}, labelloc=b, fontsize=12\]",
    "style": r'rankdir=LR|fontname="Helvetica"|(?:node|edge) \[.*\]|style=rounded|bgcolor=\w+',
    "arrow": rf"(?P<caller>{ID}) -> (?P<callee>{ID}) \[(?:label={_QUOTED}, )?(?P<line>[^\]]*)\]",
    "box": rf"(?P<id>{ID}) \[label={_QUOTED}, (?P<shape>[^\]]*)\]",
}


def dot(text: str) -> Drawing:
    """Read a graph of Graphviz."""
    head, *lines, end = text.splitlines()
    assert (head, end) == ("digraph system {", "}")
    drawing, group = Drawing(), list[str]()
    for line in lines:
        kind, found = next((kind, found) for kind, pattern in _DOT.items() if (found := re.fullmatch(pattern, line.strip())))
        _note_dot(drawing, group, kind, found.groupdict())
    assert group == []
    return drawing


def _note_dot(drawing: Drawing, group: list[str], kind: str, found: Mapping[str, Any]) -> None:
    shown = "".join(_unescaped(found.get("text") or ""))
    if kind == "group":
        group.append(found["id"])
    elif kind == "rank":
        group.append("")
    elif kind == "title":
        drawing.groups[group[-1]] = shown
    elif kind == "end":
        group.pop()
    elif kind == "legend":
        drawing.legend = shown
    elif kind == "box":
        drawing.box([one for one in group if one], found["id"], DOT_SHAPES[found["shape"]], shown)
    elif kind == "arrow":
        drawing.arrows.append((found["caller"], found["callee"], DOT_LINES[found["line"]], shown))


def _unescaped(text: str) -> Iterator[str]:
    """Yield a label as Graphviz shows it."""
    for escaped, plain in re.findall(r"\\(.)|([^\\])", text):
        yield plain or {"n": "\n", "\\": "\\", '"': '"'}[escaped]


READERS = {"mermaid": mermaid, "dot": dot}
