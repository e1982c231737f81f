"""Texts of YAML become Kubernetes objects, read as Kubernetes reads them; what cannot be read is said."""

from collections.abc import Iterable, Iterator
from typing import Any

import yaml

from rocksolid.finding import Finding
from rocksolid.verify.document import Document, Text, tables
from rocksolid.verify.resource import Resource


def read(texts: Iterable[Text], report: list[Finding]) -> list[Resource]:
    """Return the objects of some texts, in their order, the items of Lists one by one; report what is no object."""
    return [resource for text in texts for document in _documents(text, report) for resource in _resources(document)]


def _documents(text: Text, report: list[Finding]) -> Iterator[Document]:
    loader = yaml.CSafeLoader(text.content)
    nodes = []
    while loader.check_node():
        nodes.append(loader.get_node())
    starts = [node.start_mark.line + 1 for node in nodes]
    for node, start, end in zip(nodes, starts, [*starts[1:], text.content.count("\n") + 2], strict=True):
        yield Document(text, start, end, loader.construct_document(node))


def _resources(document: Document) -> Iterator[Resource]:
    content: Any = document.content
    if content.get("kind") == "List":
        yield from (Resource(document, ("items", index), item) for index, item in tables(content, "items"))
    else:
        yield Resource(document, (), content)
