"""Which programs run: the image of each container, how sure its name is, and when it is pulled."""

import re
from collections.abc import Iterator, Mapping

import attrs

from rocksolid.diff.change import Change, Effect
from rocksolid.diff.pairs import Pair, Twin, container_title, named_containers, pairs
from rocksolid.diff.sides import Sides

REGISTRY, LIBRARY, LATEST = "docker.io", "library/", "latest"
"""What an image is taken from, and which of it, where its name does not say so: the rules of container runtimes."""
_IS_HOST = re.compile(r"localhost|.*[.:].*")
PULLED = {"Always": "at every start", "IfNotPresent": "where the node has none", "Never": "never"}
"""What each pull policy means."""


@attrs.frozen
class Image:
    """An image by its full name: where it comes from, and which one it is. `tag` is empty where only the digest says it."""

    registry: str
    repository: str
    tag: str
    digest: str
    written: str = attrs.field(default="", eq=False)
    """Registry and repository as the author wrote them."""

    @classmethod
    def of(cls, name: str) -> "Image":
        """Read a name as container runtimes do; any text is one."""
        named, _, digest = name.partition("@")
        host, slash, rest = named.partition("/")
        registry, path = (host, rest) if slash and _IS_HOST.fullmatch(host) else (REGISTRY, named)
        last = path.rfind("/")
        colon = path.find(":", last + 1)
        repository, tag = (path, "") if colon < 0 else (path[:colon], path[colon + 1 :])
        is_short = registry == REGISTRY and "/" not in repository
        return cls(
            registry, f"{LIBRARY if is_short else ''}{repository}", tag or ("" if digest else LATEST), digest, named.removesuffix(f":{tag}")
        )

    @property
    def source(self) -> str:
        """Registry and repository."""
        return f"{self.registry}/{self.repository}"

    @property
    def version(self) -> str:
        """Tag and digest, the latter cut to what tells two apart."""
        short = self.digest.partition(":")[2][:12] or self.digest
        return self.tag + (f"@{short}" if short else "")

    @property
    def text(self) -> str:
        """All of it as the author wrote it, with the tag that is meant, and the digest cut."""
        return f"{self.written}{':' if self.tag else ''}{self.version}"

    @property
    def moves(self) -> bool:
        """Whether its tag is made to be another image one day."""
        return self.tag == LATEST and not self.digest

    @property
    def pulled(self) -> str:
        """The pull policy where none is said, as the server fills it in."""
        return "Always" if self.tag == LATEST else "IfNotPresent"


def images(sides: Sides) -> Iterator[Change]:
    """Yield the images that are others, and the containers that come and go, in the order of the new side."""
    for pair in sides.once(pairs):
        for twin in pair.containers:
            yield from _image(pair, twin)
            yield from _pull_policy(pair, twin)
        yield from _containers(pair)


def _image(pair: Pair, twin: Twin) -> Iterator[Change]:
    old, new = _image_of(twin.old), _image_of(twin.new)
    if old == new:
        return
    said = f"was {old.version}, is now {new.version}" if old.source == new.source else f"was {old.text}, is now {new.text}"
    effect, why = _surety(old, new)
    yield pair.change("images", effect, f"{twin.title}: its image {said}{why}", *twin.path, "image")


def _surety(old: Image, new: Image) -> tuple[Effect, str]:
    """Return what becomes of knowing which image it is, and why."""
    if old.digest and not new.digest:
        return "weakens", "; no digest pins it any more"
    if new.moves and not old.moves:
        return "weakens", "; another image may have this name tomorrow"
    pinned = new.digest and not old.digest and (old.source, old.tag) == (new.source, new.tag)
    return ("strengthens", "; a digest pins it now") if pinned else ("changes", "")


def _pull_policy(pair: Pair, twin: Twin) -> Iterator[Change]:
    """Yield another policy, unless it follows from another tag alone, because none is said."""
    said = twin.old.get("imagePullPolicy"), twin.new.get("imagePullPolicy")
    was, now = (str(one or _image_of(container).pulled) for one, container in zip(said, (twin.old, twin.new), strict=True))
    if was != now and any(said):
        words = f"was pulled {PULLED.get(was, was)}, is now pulled {PULLED.get(now, now)}"
        yield pair.change("images", "changes", f"{twin.title}: its image {words}", *twin.path, "imagePullPolicy")


def _containers(pair: Pair) -> Iterator[Change]:
    """Yield the containers that only one side has."""
    old, new = ({name: (group, container) for group, name, container in named_containers(w)} for w in (pair.old, pair.new))
    for name, (group, container) in new.items():
        if name not in old:
            message = f"{container_title(group, container)} is new; its image is {_image_of(container).text}"
            yield pair.change("images", "changes", message, "spec", group, ("name", name))
    for name, (group, container) in old.items():
        if name not in new:
            yield pair.change("images", "changes", f"{container_title(group, container)} is gone")


def _image_of(container: Mapping[str, object]) -> Image:
    image = container.get("image")
    return Image.of(image if isinstance(image, str) else "")
