"""How the small values of the language are read, each refused where Kubernetes would refuse it much later."""

import datetime as dt
import math
import re
from collections.abc import Callable, Mapping
from typing import Any, Literal

import attrs

DNS_LABEL = r"[a-z0-9]([a-z0-9-]*[a-z0-9])?"
NAME_LIMIT = 52
"""A CronJob's name ends in 11 more characters on its Jobs, and a StatefulSet's revision label in 11 more: both hold 63."""
MOST = 2**31 - 1
"""The largest whole number in most fields of Kubernetes: they have 32 bits."""
SUPPORTED = range(32, 38)
"""The Kubernetes minor versions that can be targets: 1.32 to 1.37."""


class WrongValueError(ValueError):
    """A value that its type does not allow: `code` is stable, `message` says what is, `hint` how to mend it.

    `path` leads from the value that was asked about to the one that is wrong, `key` says that its key is meant.
    """

    def __init__(self, code: str, message: str, hint: str = "", path: tuple[str | int, ...] = (), *, key: bool = False) -> None:
        """Remember what to say."""
        super().__init__(message)
        self.code, self.message, self.hint, self.path, self.key = code, message, hint, path, key


def found(value: Any) -> str:
    """Say in the author's words what kind of thing a raw value is."""
    kinds = ((bool, "a boolean"), (str, "text"), ((int, float), "a number"), ((list, tuple), "a list"), (dict, "a table"))
    dates = ((dt.datetime, "a date with a time"), (dt.date, "a date"), (dt.time, "a time"))
    named = ((kind, name) for kind, name in (*kinds, *dates) if isinstance(value, kind))
    return "None" if value is None else next((name for _, name in named), f"a Python {type(value).__name__}")


def wrong_type(expected: str, value: Any, hint: str = "") -> WrongValueError:
    """Return the complaint that a value is of another type than expected."""
    return WrongValueError("wrong-type", f"expected {expected}, found {found(value)}", hint)


def unquoted(value: Any) -> str:
    """Suggest the number or boolean that a text would be without its quotes."""
    plain = type(value) is str and re.fullmatch(r"[0-9]{1,19}|true|false", value)
    return f"write it without quotes: {value}" if plain else ""


def quoted(value: Any) -> str:
    """Suggest the text that a number would be in quotes."""
    return f'write it in quotes: "{value}"' if type(value) is float or (type(value) is int and fits(value)) else ""


def fits(number: int) -> bool:
    """Return whether 64 bits hold a whole number: Kubernetes reads no other, and Python does not even write down every other."""
    return -(2**63) <= number < 2**63


def sound(value: str) -> str:
    """Return a text that a file can hold: Python alone knows halves of characters, which no encoding has."""
    try:
        value.encode()
    except UnicodeEncodeError as error:
        half = f"U+{ord(value[error.start]):04X}"
        raise WrongValueError("half-character", f"the text holds {half}, which is half of a character: no file can hold it") from None
    return value


WHOLE = "a whole object cannot be taken away: which objects an app has is decided by its words, like ports, expose, scale or replicas"


def whole_hint(value: str) -> str:
    """Say that objects stay to whoever names one, and no field of it."""
    return WHOLE if value.isalnum() else ""


@attrs.frozen(eq=False, repr=False)
class Scalar:
    """How one small type reads a raw value, and how the JSON Schema describes it."""

    what: str
    parse: Callable[[Any], Any]
    schema: Mapping[str, Any]


def text(what: str, pattern: str, code: str, must: str, limit: int = 0, hint: Callable[[str], str] = lambda _: "") -> Scalar:
    """Return a type of text that matches a pattern and is at most `limit` characters long (0: any length)."""

    def parse(value: Any) -> str:
        if type(value) is not str:
            raise wrong_type(what, value, quoted(value))
        sound(value)
        if limit and len(value) > limit:
            raise WrongValueError(f"{code}-too-long", f'"{value}" has {len(value)} characters: {what} has at most {limit}')
        if not re.fullmatch(pattern, value):
            raise WrongValueError(code, f'"{value}" is not {what}: {must}', hint(value))
        return value

    schema: dict[str, Any] = {"type": "string", "pattern": f"^(?:{pattern})$"}
    return Scalar(what, parse, {**schema, "maxLength": limit} if limit else schema)


def integer(what: str, least: int, most: int = MOST) -> Scalar:
    """Return a type of whole numbers from `least` to `most`."""
    reach = f"{least} or more" if most >= MOST else f"from {least} to {most}"

    def parse(value: Any) -> int:
        if type(value) is not int:
            raise wrong_type(what, value, unquoted(value))
        if not least <= value <= most:
            limit = f"at most {most}" if value > most >= MOST else reach
            raise WrongValueError("out-of-range", f"{value if fits(value) else 'the number'} is out of range: {what} is {limit}")
        return value

    return Scalar(what, parse, {"type": "integer", "minimum": least, "maximum": most})


def nearest_name(text: str) -> str:
    """Return the DNS label that is nearest to a text, empty where nothing of it can stand in one."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:NAME_LIMIT].strip("-")


def dns_hint(value: str) -> str:
    """Suggest the nearest DNS label of a name."""
    suggestion = nearest_name(value)
    return f'use "{suggestion}"' if suggestion else ""


def exact(what: str, kind: type, schema: Mapping[str, Any]) -> Scalar:
    """Return a type that takes a Python type and nothing that could be turned into it."""

    def parse(value: Any) -> Any:
        if type(value) is not kind:
            raise wrong_type(what, value, quoted(value) if kind is str else unquoted(value) if kind is bool else "")
        return sound(value) if isinstance(value, str) else value

    return Scalar(what, parse, schema)


def one_or_many(what: str, parse: Callable[[Any], Any], schema: Mapping[str, Any]) -> Scalar:
    """Return a type of one value or a list of at least one, always read as a tuple."""

    def parse_all(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, (list, tuple)):
            return (parse(value),)
        if not value:
            raise WrongValueError("empty-list", f"the list is empty: expected {what}", "name one, or leave the word out")
        return tuple(at(position, parse, one) for position, one in enumerate(value))

    return Scalar(what, parse_all, {"anyOf": [dict(schema), {"type": "array", "items": dict(schema), "minItems": 1}]})


def at(position: Any, parse: Callable[[Any], Any], value: Any) -> Any:
    """Parse an item of a list or a table; its complaint says where in it it is."""
    try:
        return parse(value)
    except WrongValueError as wrong:
        raise below(wrong, position) from None


def below(wrong: WrongValueError, *path: Any) -> WrongValueError:
    """Return a complaint about what is below a value as one about what is at a path of that value."""
    return WrongValueError(wrong.code, wrong.message, wrong.hint, (*path, *wrong.path), key=wrong.key)


def port_ref(name: Scalar, number: Scalar) -> Callable[[Any], str | int]:
    """Return what reads a port's name or number."""

    def parse(value: Any) -> Any:
        if type(value) not in {str, int}:
            raise wrong_type("a port's name or number", value)
        return (name if type(value) is str else number).parse(value)

    return parse


def number(value: float) -> float:
    """Return a number that both YAML and Kubernetes can hold."""
    if type(value) is int and not fits(value):
        raise WrongValueError("out-of-range", "the number has more than 64 bits", "write it in quotes")
    if not math.isfinite(value):
        raise WrongValueError("out-of-range", f"{value} is no number that can be written down")
    return value


def plain(value: Any) -> str:
    """Return text, a number or a boolean as the text that a program reads from its environment."""
    if type(value) is bool:
        return "true" if value else "false"
    if type(value) is str:
        return sound(value)
    if type(value) in (int, float):
        return str(number(value))
    raise wrong_type("text, a number or a boolean", value)


def user(value: Any) -> int | Literal["image"]:
    """Return a user id, or "image": the id that the image names."""
    if value == "image":
        return "image"
    if type(value) is not int:
        raise wrong_type('a user id, or "image"', value, unquoted(value))
    return int(integer("a user id", 0).parse(value))


_IMAGE = (
    r"(?P<name>(?:[A-Za-z0-9.-]+(?::[0-9]+)?/)?[a-z0-9]+(?:(?:\.|__?|-+|/)[a-z0-9]+)*)"
    r"(?::(?P<tag>[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?(?:@(?P<digest>sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128}))?"
)


def image_tag(image: str) -> tuple[str, str]:
    """Return the tag and the digest of an image reference, each empty where there is none."""
    match = re.fullmatch(_IMAGE, image)
    return (match["tag"] or "", match["digest"] or "") if match else ("", "")


def image(value: Any) -> str:
    """Return an image reference that names a tag or a digest."""
    if type(value) is not str:
        raise wrong_type("an image reference", value)
    match = re.fullmatch(_IMAGE, value)
    if not match:
        raise WrongValueError("image", f'"{value}" is not an image reference', 'write it like "registry.example.com/team/app:1.4.2"')
    if not (match["tag"] or match["digest"]):
        hint = f'name the version that you tested, like "{value}:1.4.2"'
        raise WrongValueError("image-without-tag", f'"{value}" names no tag: the node would run whatever "latest" is that day', hint)
    return value


def mode(value: Any) -> int:
    """Return file permissions, written in octal as text, as a number."""
    if type(value) is not str:
        raise wrong_type('permissions like "0440"', value, 'write the octal digits as text: "0440"')
    if not re.fullmatch(r"0?[0-7]{3}", value):
        raise WrongValueError("mode", f'"{value}" are no file permissions', 'write a 0 and three octal digits, like "0440"')
    return int(value, 8)


def minor(value: Any) -> int:
    """Return the minor version of a Kubernetes release, "1.36"."""
    if type(value) is not str:
        raise wrong_type('a Kubernetes version like "1.36"', value, 'write it as text: "1.36"')
    known = {f"1.{minor}": minor for minor in SUPPORTED}
    if value not in known:
        raise WrongValueError("kubernetes-version", f'"{value}" is no supported Kubernetes version', f"use one of {', '.join(known)}")
    return known[value]
