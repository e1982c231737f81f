"""Texts of YAML become Kubernetes objects, read as Kubernetes reads them; what cannot be read is said."""

from collections.abc import Iterable, Iterator

from rocksolid.finding import Finding
from rocksolid.sharing import Share, alone, cut
from rocksolid.verify.document import Document, Text
from rocksolid.verify.objects import each_once, known, objects
from rocksolid.verify.resource import Resource
from rocksolid.verify.stream import Read, documents, pieces
from rocksolid.verify.stream import read as read_piece
from rocksolid.verify.tree import Memory

MANY = 500
"""Documents from which on it pays to share them out: about a tenth of a second of one process."""
GROUPS = 64
"""So many that all processes end at about the same time."""


def read(texts: Iterable[Text], report: list[Finding], share: Share = alone) -> list[Resource]:
    """Return the objects of some texts that are known here, in their order; report all else."""
    return known(read_all(texts, report, share), report)


def read_all(texts: Iterable[Text], report: list[Finding], share: Share = alone) -> list[Resource]:
    """Return the objects of some texts, in their order, the items of Lists one by one; report what is no object.

    Never raises, whatever stands in the texts. Many documents are shared out.
    """
    every = [piece for text in texts for piece in pieces(text)]
    found = _shared(every, report, share) if share is not alone and len(every) >= MANY else _read(every, report)
    return each_once([one for document in found for one in objects(document, report)], report)


def _read(every: Iterable[Document], report: list[Finding]) -> Iterator[Document]:
    memory = Memory()
    return (document for piece in every for document in documents(piece, memory, report))


def _shared(every: list[Document], report: list[Finding], share: Share) -> Iterator[Document]:
    """Yield the documents of many pieces; those of which something is to be said are read here, where it can be said."""
    groups, memory = cut(every, GROUPS), Memory()

    def work(group: int) -> list[list[Read] | None]:
        return [read_piece(piece, memory) for piece in groups[group]]

    for group, brought in zip(groups, share(len(groups), work), strict=True):
        for piece, found in zip(group, brought, strict=True):
            yield from documents(piece, memory, report) if found is None else (Document(piece.text, *one) for one in found)
