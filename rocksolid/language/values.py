"""How the small values of the language are read, each refused where Kubernetes would refuse it much later."""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import Any

import attrs

DNS_LABEL = r"[a-z0-9]([a-z0-9-]*[a-z0-9])?"
NAME_LIMIT = 52
"""A CronJob's name ends in 11 more characters on its Jobs, and a StatefulSet's revision label in 11 more: both hold 63."""
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
    dates = (dt.date, dt.time)
    named = ((kind, name) for kind, name in (*kinds, (dates, "a date")) if isinstance(value, kind))
    return next((name for _, name in named), f"a Python {type(value).__name__}")


def wrong_type(expected: str, value: Any, hint: str = "") -> WrongValueError:
    """Return the complaint that a value is of another type than expected."""
    return WrongValueError("wrong-type", f"expected {expected}, found {found(value)}", hint)


@attrs.frozen(eq=False)
class Scalar:
    """How one small type reads a raw value, and how the JSON Schema describes it."""

    what: str
    parse: Callable[[Any], Any]
    schema: Mapping[str, Any]


def text(what: str, pattern: str, code: str, must: str, limit: int = 0, hint: Callable[[str], str] = lambda _: "") -> Scalar:
    """Return a type of text that matches a pattern and is at most `limit` characters long (0: any length)."""

    def parse(value: Any) -> str:
        if type(value) is not str:
            raise wrong_type(what, value)
        if limit and len(value) > limit:
            raise WrongValueError(f"{code}-too-long", f'"{value}" has {len(value)} characters: {what} has at most {limit}')
        if not re.fullmatch(pattern, value):
            raise WrongValueError(code, f'"{value}" is not {what}: {must}', hint(value))
        return value

    schema: dict[str, Any] = {"type": "string", "pattern": f"^(?:{pattern})$"}
    return Scalar(what, parse, {**schema, "maxLength": limit} if limit else schema)


def integer(what: str, least: int, most: int | None = None) -> Scalar:
    """Return a type of whole numbers from `least` to `most` (None: without end)."""

    def parse(value: Any) -> int:
        if type(value) is not int:
            raise wrong_type(what, value)
        if value < least or (most is not None and value > most):
            reach = f"from {least} to {most}" if most is not None else f"{least} or more"
            raise WrongValueError("out-of-range", f"{value} is out of range: {what} is {reach}")
        return value

    return Scalar(what, parse, {"type": "integer", "minimum": least, **({} if most is None else {"maximum": most})})


def dns_hint(value: str) -> str:
    """Suggest the nearest DNS label of a name."""
    suggestion = re.sub(r"[^a-z0-9]+", "-", value.lower()).strip("-")[:NAME_LIMIT].strip("-")
    return f'use "{suggestion}"' if suggestion else ""


def exact(what: str, kind: type, schema: Mapping[str, Any]) -> Scalar:
    """Return a type that takes a Python type and nothing that could be turned into it."""

    def parse(value: Any) -> Any:
        if type(value) is not kind:
            raise wrong_type(what, value)
        return value

    return Scalar(what, parse, schema)


def one_or_many(what: str, parse: Callable[[Any], Any], schema: Mapping[str, Any]) -> Scalar:
    """Return a type of one value or a list of at least one, always read as a tuple."""

    def parse_all(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, (list, tuple)):
            return (parse(value),)
        if not value:
            raise WrongValueError("empty-list", f"an empty list where {what} is expected", "name one, or leave the word out")
        return tuple(_at(position, parse, one) for position, one in enumerate(value))

    return Scalar(what, parse_all, {"anyOf": [dict(schema), {"type": "array", "items": dict(schema), "minItems": 1}]})


def _at(position: int, parse: Callable[[Any], Any], value: Any) -> Any:
    """Parse an item of a list; its complaint says where in the list it is."""
    try:
        return parse(value)
    except WrongValueError as wrong:
        raise WrongValueError(wrong.code, wrong.message, wrong.hint, (position, *wrong.path)) from None


def port_ref(value: Any) -> str | int:
    """Return a port's name or number."""
    if type(value) is str or (type(value) is int and 0 < value < 2**16):
        return value
    raise wrong_type("a port's name or number", value)


def plain(value: Any) -> str:
    """Return text, a number or a boolean as the text that a program reads from its environment."""
    if type(value) is bool:
        return "true" if value else "false"
    if type(value) in (str, int, float):
        return str(value)
    raise wrong_type("text, a number or a boolean", value)


def count_or_percent(value: Any) -> int | str:
    """Return a count of pods, or a percentage such as "25%"."""
    if type(value) is int and value >= 0:
        return value
    if type(value) is str and re.fullmatch(r"(100|[1-9]?[0-9])%", value):
        return value
    raise WrongValueError("out-of-range", 'expected a count of pods (0 or more) or a percentage from "0%" to "100%"')


def user(value: Any) -> int | str:
    """Return a user id, or "image": the id that the image names."""
    return value if value == "image" else int(integer("a user id", 0, 2**31 - 1).parse(value))


_DURATION = r"(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?"


def seconds(value: Any) -> int:
    """Return a duration, "90s", "5m", "1h30m" or whole seconds, in seconds."""
    if type(value) is int and 0 <= value < 2**31:
        return value
    if type(value) is not str:
        raise wrong_type("a duration", value)
    match = re.fullmatch(_DURATION, value)
    if not match or not any(match.groups()):
        raise WrongValueError("duration", f'"{value}" is not a duration', 'write "30s", "5m", "1h30m", or whole seconds')
    hours, minutes, seconds = (int(group or 0) for group in match.groups())
    return hours * 3600 + minutes * 60 + seconds


def quantity(what: str, pattern: str, example: str) -> Scalar:
    """Return a type of quantities; whole numbers may stand without quotes, as in Kubernetes."""
    quoted = text(what, pattern, "quantity", f"write it like {example}", hint=_quantity_hint)

    def parse(value: Any) -> str:
        return str(value) if type(value) is int and value >= 0 else str(quoted.parse(value))

    return Scalar(what, parse, {"anyOf": [dict(quoted.schema), {"type": "integer", "minimum": 0}]})


def _quantity_hint(value: str) -> str:
    """Suggest the Kubernetes spelling of a quantity in another dialect's units."""
    match = re.fullmatch(r"([0-9.]+) ?([kKmMgGtT])(i?)[bB]?", value)
    if not match:
        return ""
    unit = match[2].upper()
    return f'use "{match[1]}{unit}i"' if match[3] or unit == "K" else f'use "{match[1]}{unit}i" (or "{match[1]}{unit}", in powers of ten)'


_IMAGE = (
    r"(?P<name>(?:[A-Za-z0-9.-]+(?::\d+)?/)?[a-z0-9]+(?:(?:\.|__?|-+|/)[a-z0-9]+)*)"
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


def cidr(value: Any) -> str:
    """Return a network in canonical form: since 1.36 the API server refuses host bits in a policy's ipBlock."""
    if type(value) is not str:
        raise wrong_type('a network like "10.0.0.0/8"', value)
    import ipaddress

    try:
        network = ipaddress.ip_network(value, strict=False)
    except ValueError:
        raise WrongValueError("cidr", f'"{value}" is not a network', 'write it like "10.0.0.0/8" or "203.0.113.7/32"') from None
    if str(network) != value:
        raise WrongValueError("cidr", f'"{value}" is not written as a network', f'use "{network}"')
    return value


def mode(value: Any) -> int:
    """Return file permissions, written in octal as text, as a number."""
    if type(value) is not str:
        raise wrong_type('permissions like "0440"', value, 'write the octal digits as text: "0440"')
    if not re.fullmatch(r"0?[0-7]{3}", value):
        raise WrongValueError("mode", f'"{value}" are no file permissions', 'write three octal digits, like "0440"')
    return int(value, 8)


def minor(value: Any) -> int:
    """Return the minor version of a Kubernetes release, "1.36"."""
    if type(value) is not str:
        raise wrong_type('a Kubernetes version like "1.36"', value, 'write it as text: "1.36"')
    known = {f"1.{minor}": minor for minor in SUPPORTED}
    if value not in known:
        raise WrongValueError("kubernetes-version", f'"{value}" is no supported Kubernetes version', f"use one of {', '.join(known)}")
    return known[value]
