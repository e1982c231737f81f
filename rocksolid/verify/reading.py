"""Texts of YAML become Kubernetes objects, read as Kubernetes reads them; what cannot be read is said."""

from collections.abc import Iterable

from rocksolid.finding import Finding
from rocksolid.verify.document import Text
from rocksolid.verify.objects import each_once, known, objects
from rocksolid.verify.resource import Resource
from rocksolid.verify.stream import documents
from rocksolid.verify.tree import Memory


def read(texts: Iterable[Text], report: list[Finding]) -> list[Resource]:
    """Return the objects of some texts that are known here, in their order; report all else."""
    return known(read_all(texts, report), report)


def read_all(texts: Iterable[Text], report: list[Finding]) -> list[Resource]:
    """Return the objects of some texts, in their order, the items of Lists one by one; report what is no object.

    Never raises, whatever stands in the texts.
    """
    memory = Memory()
    found = [one for text in texts for document in documents(text, memory, report) for one in objects(document, report)]
    return each_once(found, report)
