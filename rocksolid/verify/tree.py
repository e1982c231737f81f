"""One document of YAML becomes a tree of plain data as Kubernetes reads it, and what is wrong with it is said."""

from collections.abc import Callable
from typing import Any

import attrs
from yaml.events import AliasEvent, MappingEndEvent, MappingStartEvent, ScalarEvent, SequenceEndEvent

from rocksolid.finding import Finding
from rocksolid.verify import scalars
from rocksolid.verify.document import Document, Path
from rocksolid.verify.syntax import TEMPLATE, is_template

DEEPEST = 100
"""The most levels of a document: no object of Kubernetes has half as many, and whoever walks a tree needs the stack."""
_LONGEST, _MOST = 64, 65_536
"""The longest scalar that is remembered, in characters, and how many: names and numbers come again and again."""
_FEW_ALIASED, _FEW_VALUES = 100, 1000
_LOW, _HIGH = 400_000, 4_000_000
"""As Kubernetes' own reader: of up to 400,000 values 99 % may come from aliases, falling to 10 % of 4,000,000."""
_UNKNOWN = object()


class LeftOutError(Exception):
    """A document cannot be used; `finding` says why."""

    def __init__(self, finding: Finding) -> None:
        """Keep the finding."""
        super().__init__(finding.message)
        self.finding = finding


@attrs.frozen
class Memory:
    """What scalars without quotes are, as values and as keys: one look-up and one copy of a text that comes a thousand times."""

    values: dict[str, Any] = attrs.field(factory=dict)
    names: dict[str, str] = attrs.field(factory=dict)


@attrs.define
class _Anchor:
    """What an anchor names, and as how many values it counts; open as long as it is not read to its end."""

    value: Any = None
    size: int = 1
    is_open: bool = False


class Tree:
    """The reader of one document, from the events of a parser of `piece`, which may hold others before it."""

    def __init__(self, events: Callable[[], Any], piece: Document, document: Document, memory: Memory, report: list[Finding]) -> None:
        """Take the next events from a function."""
        self._next, self._piece, self._document, self._memory, self._report = events, piece, document, memory, report
        self._anchors: dict[str, _Anchor] = {}
        self._read = self._aliased = 0  # Values of the document itself, and those that its aliases stand for.

    def value(self, event: Any, path: Path, *step: str | int) -> Any:
        """Return the value that begins with an event, at a step below a path.

        Raises LeftOutError where the document cannot be used, YAMLError where it is no YAML.
        """
        if type(event) is not ScalarEvent:
            return self._collection(event, (*path, *step))
        if event.implicit[0] and event.anchor is None:
            known = self._memory.values.get(event.value, _UNKNOWN)
            return self._scalar(event) if known is _UNKNOWN else known
        return event.value if event.tag is None and event.anchor is None else self._scalar(event)

    def _mapping(self, path: Path) -> dict[str, Any]:
        found: dict[str, Any] = {}
        merged: list[Any] = []
        while type(event := self._next()) is not MappingEndEvent:
            self._read += 2
            name = self._name(event)
            value = self.value(self._next(), path, name)
            if name == "<<" and type(event) is ScalarEvent and event.implicit[0]:
                merged += self._sources(event, value)
            elif name in found:
                self._twice(event, (*path, name))
            else:
                found[name] = value
        for source in merged:
            for name, value in source.items():
                found.setdefault(name, value)
        return found

    def _list(self, path: Path) -> list[Any]:
        found: list[Any] = []
        while type(event := self._next()) is not SequenceEndEvent:
            self._read += 1
            found.append(self.value(event, path, len(found)))
        return found

    def _collection(self, event: Any, path: Path) -> Any:
        """Return a mapping, a list or what an alias stands for."""
        if type(event) is AliasEvent:
            return self._alias(event)
        if len(path) > DEEPEST:
            raise LeftOutError(self._finding("not-yaml", f"the document is deeper than {DEEPEST} levels", event))
        if event.tag is not None:
            self._check_tag(event)
        read = self._mapping if type(event) is MappingStartEvent else self._list
        return read(path) if event.anchor is None else self._anchored(event.anchor, read, path)

    def _anchored(self, name: str, read: Callable[[Path], Any], path: Path) -> Any:
        """Return a collection whose anchor is known from its first character on, so that it cannot stand inside of itself."""
        anchor = self._anchors[name] = _Anchor(is_open=True)
        before = self._read + self._aliased
        anchor.value = read(path)
        anchor.size, anchor.is_open = 1 + self._read + self._aliased - before, False
        return anchor.value

    def _alias(self, event: Any) -> Any:
        alias, anchor = f"the alias `*{event.anchor}`", self._anchors.get(event.anchor)
        if anchor is None:
            raise LeftOutError(self._finding("not-yaml", f"{alias} has no anchor before it", event, "put the value in quotes"))
        if anchor.is_open:
            raise LeftOutError(self._finding("alias-bomb", f"{alias} stands inside of what it stands for", event))
        self._aliased += anchor.size
        if _is_bomb(self._read + self._aliased, self._aliased):
            raise LeftOutError(self._finding("alias-bomb", f"with {alias} the document grows beyond what Kubernetes reads", event))
        return anchor.value

    def _name(self, event: Any) -> str:
        """Return a key as JSON has it."""
        if type(event) is ScalarEvent and event.anchor is None:
            if not event.implicit[0] and event.tag is None:
                return str(event.value)
            if event.implicit[0] and event.value in self._memory.names:
                return self._memory.names[event.value]
        value = self.value(event, ()) if type(event) in {AliasEvent, ScalarEvent} else []
        if isinstance(value, dict | list):
            hint = TEMPLATE if is_template(self._piece.source, event.start_mark.index) else "put the value in quotes"
            raise LeftOutError(self._finding("not-yaml", "a mapping or a list stands where a key is expected", event, hint))
        if value is None:
            self._report.append(self._finding("not-yaml", "a key is null, not text", event))
        elif type(event) is ScalarEvent and event.implicit[0]:
            _remember(self._memory.names, event.value, scalars.as_name(value))
        return scalars.as_name(value)

    def _scalar(self, event: Any) -> Any:
        """Return a scalar that is new, or that has a tag or an anchor."""
        value = text = event.value
        if event.implicit[0]:
            value = scalars.plain(text)
            if text in scalars.NOT_JSON:
                self._report.append(
                    self._finding("not-yaml", f"JSON has no number `{text}`, so Kubernetes refuses it", event, "put it in quotes")
                )
            else:
                _remember(self._memory.values, text, value)
        elif event.tag is not None:
            value = self._tagged(event)
        if event.anchor is not None:
            self._anchors[event.anchor] = _Anchor(value)
        return value

    def _tagged(self, event: Any) -> Any:
        self._check_tag(event)
        try:
            return scalars.tagged(event.tag, event.value)
        except ValueError as error:
            self._report.append(self._finding("not-yaml", str(error), event))
            return event.value

    def _check_tag(self, event: Any) -> None:
        if event.tag not in scalars.KNOWN_TAGS:
            finding = self._finding("not-yaml", f"Kubernetes passes over the tag `{event.tag}`", event, "leave it out")
            self._report.append(attrs.evolve(finding, severity="warning"))

    def _sources(self, event: Any, value: Any) -> list[dict[str, Any]]:
        """Return the mappings that a key `<<` merges, or report that there are none."""
        sources = value if isinstance(value, list) else [value]
        if not all(isinstance(one, dict) for one in sources):
            self._report.append(self._finding("not-yaml", "`<<` takes a mapping or a list of mappings", event))
        return [one for one in sources if isinstance(one, dict)]

    def _twice(self, event: Any, path: Path) -> None:
        finding = self._finding("duplicate-key", f'the key "{path[-1]}" stands twice in this mapping', event, "leave one of them out")
        self._report.append(attrs.evolve(finding, related=((self._document.at(path, key=True), "it stands here first"),)))

    def _finding(self, code: str, message: str, event: Any, hint: str = "") -> Finding:
        spot = self._piece.spot(event.start_mark.index, event.end_mark.index)
        return Finding(code, "error", message, spot, hint)


def _remember(known: dict[str, Any], text: str, value: Any) -> None:
    if len(text) <= _LONGEST and len(known) < _MOST:
        known[text] = value


def _is_bomb(values: int, aliased: int) -> bool:
    """Return whether Kubernetes' reader would refuse a document with that many values, of which some stand behind aliases."""
    share = 0.99 - 0.89 * min(1.0, max(0.0, (values - _LOW) / (_HIGH - _LOW)))
    return aliased > _FEW_ALIASED and values > _FEW_VALUES and aliased > share * values
