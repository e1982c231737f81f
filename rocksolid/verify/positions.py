"""Where the keys and values of one YAML document stand, read by ruamel.yaml."""

from collections.abc import Mapping

from rocksolid.verify.document import Path

Span = tuple[int, int, int]
"""Line and column, both from 1, and length in characters."""
Positions = Mapping[Path, tuple[Span, Span]]
"""By path: the span of the key (of a list's item: of the item) and that of the value."""


def positions(text: str) -> Positions:
    """Return the places of all keys and values of a text of one document; only its beginning where it cannot be read."""
    from ruamel.yaml import YAML, MappingNode, SequenceNode
    from ruamel.yaml.error import YAMLError
    from ruamel.yaml.nodes import Node

    found: dict[Path, tuple[Span, Span]] = {(): ((1, 1, 1), (1, 1, 1))}
    try:
        root = next(YAML(typ="rt", pure=True).compose_all(text), None)
    except YAMLError:
        return found

    def span(node: Node) -> Span:
        start, end = node.start_mark, node.end_mark
        length = end.column - start.column if end.line == start.line else 1
        return start.line + 1, start.column + 1, max(1, length)

    def visit(node: Node, path: Path) -> None:
        if isinstance(node, MappingNode):
            for key, value in node.value:
                found[*path, str(key.value)] = (span(key), span(value))
                visit(value, (*path, str(key.value)))
        elif isinstance(node, SequenceNode):
            for index, value in enumerate(node.value):
                found[*path, index] = (span(value), span(value))
                visit(value, (*path, index))

    if root is not None:
        found[()] = (span(root), span(root))
        visit(root, ())
    return found


def find(places: Positions, path: Path, *, key: bool) -> Span:
    """Return the span of a value or its key; of a path that is not there, the key of the nearest thing around it."""
    known = path
    while known not in places:
        known = known[:-1]
    key_span, value_span = places[known]
    return key_span if key or known != path else value_span
