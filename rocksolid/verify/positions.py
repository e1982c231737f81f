"""Where the keys and values of one document stand: found by the same parser in one pass, and kept in a few bytes a value."""

import re
from array import array
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import yaml
from yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent, DocumentEndEvent, MappingStartEvent, NodeEvent

from rocksolid.verify import scalars
from rocksolid.verify.document import Path

Range = tuple[int, int]
"""Two offsets in the text of a document, in characters."""
_Entry = tuple[int, int]
"""A key and its value, by their numbers; an item of a list is both."""
_MAPPING, _LIST = "{", "["
_LONGEST_KEY = 1024
"""A longer key is no simple one (YAML 1.2.2, section 7.4.2), and longer texts are not kept."""
_MOST_NAMES = 65_536
"""As many texts are remembered: names come again and again."""
_SURROGATES = re.compile(r"\\u[dD][89a-fA-F][0-9a-fA-F]{2}")
"""Escapes that JSON has and YAML refuses."""


class Positions:
    """The places of all values of a document, keys among them, numbered in the order of the text.

    What is in a collection has the numbers behind its own, up to that in `_behind`.
    """

    def __init__(self, text: str) -> None:
        """Read a text of one document; where it cannot be read, what stands behind is not found."""
        self._starts, self._ends, self._behind = array("Q"), array("Q"), array("Q")
        self._words: list[str] = []
        self._aliases: dict[int, int] = {}
        self._name = lru_cache(_MOST_NAMES)(scalars.name)
        self._known: dict[int, Mapping[str | int, _Entry]] = {}
        try:
            self._read(yaml.CBaseLoader(_SURROGATES.sub(r"\\ufffd", text)))
        except (yaml.YAMLError, UnicodeEncodeError):
            return

    def find(self, path: Path, *, key: bool = False) -> Range:
        """Return where a value stands, or its key; of a path that is not there, the key of the nearest thing around it."""
        if not self._words:
            return 0, 1
        name = value = 0
        for step in path:
            entry = self._inside(self._aliases.get(value, value)).get(step)
            if entry is None:
                key = True
                break
            name, value = entry
        number = name if key else value
        return self._starts[number], self._ends[number]

    def _inside(self, number: int) -> Mapping[str | int, _Entry]:
        """Return what stands in a collection, by name or index."""
        if number not in self._known:
            items = enumerate(self._below(number))
            is_list = self._words[number] == _LIST
            self._known[number] = {index: (item, item) for index, item in items} if is_list else self._mapping(number)
        return self._known[number]

    def _mapping(self, number: int) -> Mapping[str | int, _Entry]:
        """Return the keys and values of a mapping: its own, the first of those that stand twice, then those that it merges."""
        found: dict[str | int, _Entry] = {}
        waiting, seen = [number], set[int]()
        while waiting:
            source = waiting.pop()
            source = self._aliases.get(source, source)
            if source in seen:
                continue
            seen.add(source)
            below = self._below(source)
            if self._words[source] == _LIST:
                waiting += below[::-1]
                continue
            entries = list(zip(below[::2], below[1::2], strict=False))
            for name, value in entries:
                found.setdefault(self._words[name], (name, value))
            waiting += [value for name, value in reversed(entries) if self._words[name] == "<<"]
        return found

    def _below(self, number: int) -> list[int]:
        """Return the numbers of what stands directly in a collection: of a mapping, keys and values in turn."""
        found, below = [], number + 1
        while below < self._behind[number]:
            found.append(below)
            below = self._behind[below]
        return found

    def _read(self, parser: Any) -> None:
        """Number all values; a collection that is not read to its end reaches to where the reading stopped."""
        anchors: dict[str, int] = {}
        opened: list[tuple[int, bool]] = []
        end = 0
        try:
            for event in iter(parser.get_event, None):
                kind = type(event)
                if issubclass(kind, NodeEvent):
                    number, end = self._add(event, anchors), event.end_mark.index
                    if issubclass(kind, CollectionStartEvent):
                        opened.append((number, bool(event.flow_style)))
                elif issubclass(kind, CollectionEndEvent):
                    number, is_flow = opened.pop()
                    end = (
                        event.end_mark.index if is_flow else end
                    )  # A block has no end of its own: the parser tells where the next thing begins.
                    self._close(number, end)
                elif kind is DocumentEndEvent:
                    return
        finally:
            for number, _ in opened:
                self._close(number, end)

    def _add(self, event: Any, anchors: dict[str, int]) -> int:
        number = len(self._words)
        self._starts.append(event.start_mark.index)
        self._ends.append(event.end_mark.index)
        self._behind.append(number + 1)
        self._words.append(self._word(event, anchors))
        if isinstance(event, AliasEvent):
            self._aliases[number] = anchors.get(str(event.anchor), number)
        elif event.anchor is not None:
            anchors[event.anchor] = number
        return number

    def _close(self, number: int, end: int) -> None:
        self._ends[number], self._behind[number] = end, len(self._words)

    def _word(self, event: Any, anchors: dict[str, int]) -> str:
        """Return what a scalar is called as a key, and of a collection its bracket."""
        if isinstance(event, CollectionStartEvent):
            return _MAPPING if type(event) is MappingStartEvent else _LIST
        if isinstance(event, AliasEvent):
            return self._words[anchors[event.anchor]] if event.anchor in anchors else ""
        text = str(event.value)
        if len(text) > _LONGEST_KEY:
            return ""
        if not event.implicit[0]:
            return text
        return self._name(text)
