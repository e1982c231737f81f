"""Fields that a table can describe: numbers within bounds, words out of a few, amounts that are a number or a percentage, names that occur once."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeGuard

from rocksolid.verify.document import Path, tables
from rocksolid.verify.server.formats import path_segment, percent, port_name, shown
from rocksolid.verify.server.refusal import Refusal

Bounds = tuple[int, int]
"""The least and the greatest number of a field."""
INT32, INT64 = 2**31 - 1, 2**63 - 1
"""The greatest numbers of the two types that Kubernetes has for them: what is greater is not read at all."""
COUNT: Bounds = (0, INT32)
PORT: Bounds = (1, 65535)
PROTOCOLS = ("TCP", "UDP", "SCTP")
_WHOLE = 100
_DIGITS = len(str(INT64))


def is_number(value: Any) -> TypeGuard[int]:
    """Return whether a value is a whole number; true and false are none."""
    return type(value) is int


def numbers(content: Mapping[str, Any], path: Path, bounds: Mapping[str, Bounds]) -> Iterator[Refusal]:
    """Yield the numbers of a mapping that are out of their bounds; `path` is where the mapping stands."""
    for name, (least, most) in bounds.items():
        value = content.get(name)
        if value is not None and is_number(value) and not least <= value <= most:
            yield Refusal(
                (*path, name), f"{value} must be {least} to {most}" if most < INT32 else f"{value} must be {_open(value, least, most)}"
            )


def port_or_name(value: Any, path: Path) -> Iterator[Refusal]:
    """Yield what is wrong with a port, as a number or by its name; a number in quotes is a name."""
    if is_number(value) and not PORT[0] <= value <= PORT[1]:
        yield Refusal(path, f"{value} must be {PORT[0]} to {PORT[1]}")
    elif isinstance(value, str) and (problem := port_name(value)):
        yield Refusal(path, problem, f"{path[-1]}: {value}" if value.isdecimal() else "")


def words(content: Mapping[str, Any], path: Path, choices: Mapping[str, tuple[str, ...]]) -> Iterator[Refusal]:
    """Yield the words of a mapping that are none of their choices; an empty one is as good as none."""
    for name, known in choices.items():
        value = content.get(name)
        if value and isinstance(value, str) and value not in known:
            meant = next((f"{name}: {one}" for one in known if one.lower() == value.lower()), "")
            yield Refusal((*path, name), f"{shown(value)} must be {_either(known)}", meant)


def share(value: Any, path: Path, *, limited: bool = True) -> Iterator[Refusal]:
    """Yield what is wrong with a number of pods or a percentage of them, which is `limited` to 100% where the server says so."""
    if is_number(value) and not 0 <= value <= INT32:
        yield Refusal(path, f"{value} must be {_open(value, *COUNT)}, or a percentage")
    elif isinstance(value, str) and (problem := percent(value)):
        yield Refusal(path, problem, f"{path[-1]}: {value}" if value.isdecimal() else "")
    elif isinstance(value, str) and limited and digits_of(value) > _WHOLE:
        yield Refusal(path, f'"{value}" must be 100% or less')


def digits_of(value: Any) -> int:
    """Return the digits of a number or a percentage, 0 for what is neither; the server reads digits in quotes as well, but refuses them."""
    if isinstance(value, str):
        digits = value.removesuffix("%")[:_DIGITS]
        return int(digits) if digits.isascii() and digits.isdecimal() else 0
    return value if is_number(value) else 0


def named(content: Mapping[str, Any], path: Path, formats: Mapping[str, Callable[[str], str]]) -> Iterator[Refusal]:
    """Yield the texts of a mapping that do not have the format of their field; an empty one is as good as none."""
    for name, format_of in formats.items():
        value = content.get(name)
        if value and isinstance(value, str) and (problem := format_of(value)):
            yield Refusal((*path, name), problem)


def required(content: Mapping[str, Any], path: Path, names: Iterable[str]) -> Iterator[Refusal]:
    """Yield the texts of a mapping that are empty and must not be; what is not there at all, the schema misses."""
    for name in names:
        if content.get(name) == "":
            yield Refusal((*path, name), "must not be empty")


def missing(content: Mapping[str, Any], path: Path, names: Iterable[str]) -> Iterator[Refusal]:
    """Yield the texts of a mapping that must be there although the schema does not ask for them."""
    for name in names:
        if content.get(name) in (None, ""):
            yield Refusal((*path, name), "must be set")


def reference(content: Mapping[str, Any], path: Path) -> Iterator[Refusal]:
    """Yield what is wrong with how another object is named: by its kind and name, which are parts of a path."""
    yield from required(content, path, ("kind", "name"))
    yield from named(content, path, {"kind": path_segment, "name": path_segment})


def texts(content: Mapping[str, Any], group: str, name: str, path: Path) -> Iterator[tuple[Path, str]]:
    """Yield a text of every item of a list in a mapping, with its path; `path` is that of the mapping."""
    for index, one in tables(content, group):
        said = one.get(name)
        if said and isinstance(said, str):
            yield (*path, group, index, name), said


def twice(values: Iterable[tuple[Path, Any]]) -> Iterator[Refusal]:
    """Yield every field whose value an earlier one of the same sort has."""
    seen = set()
    for path, value in values:
        if value in seen:
            said = value if isinstance(value, str) else " ".join(map(str, value))
            yield Refusal(path, f"{shown(said)} stands twice")
        seen.add(value)


def _open(value: int, least: int, most: int) -> str:
    return f"{least} or more" if value < least else f"{most} or less"


def _either(known: tuple[str, ...]) -> str:
    return known[0] if len(known) == 1 else f"{', '.join(known[:-1])} or {known[-1]}"
