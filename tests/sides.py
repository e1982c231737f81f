"""Two states of a system, from two texts."""

from pathlib import Path
from textwrap import dedent

from rocksolid.diff.change import Effect, Topic
from rocksolid.diff.compare import of_topic
from rocksolid.diff.sides import Sides
from rocksolid.finding import Finding
from rocksolid.verify.cluster import Cluster
from rocksolid.verify.document import Text
from rocksolid.verify.reading import read

SHOP = dedent((Path(__file__).parent / "broken" / "sound.yaml").read_text(encoding="utf-8"))
"""A namespace with two apps in which nothing is wrong: web, which stands first, calls api."""
Edit = tuple[str, str]
"""What stands in a text, and what shall stand there."""


def sides(old: str, new: str) -> Sides:
    """The system as one text of YAML says that it was, and as another says that it will be; what is no object is passed over."""
    return Sides(_cluster(old), _cluster(new))


def edited(*edits: Edit, text: str = SHOP) -> str:
    """A text, by default of the shop, with the first place of each edit otherwise than it was."""
    for was, now in edits:
        assert was in text
        text = text.replace(was, now, 1)
    return text


def said(topic: Topic, old: str, new: str) -> list[tuple[Effect, str]]:
    """What a topic says of two texts: effects and messages."""
    return [(change.effect, change.message) for change in of_topic(topic, sides(old, new))]


def _cluster(text: str) -> Cluster:
    report: list[Finding] = []
    return Cluster(tuple(read([Text("manifests.yaml", text)], report)))
