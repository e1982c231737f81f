"""The formats of names and other texts that Kubernetes knows: each returns what is wrong with a text, and nothing where it is right."""

import re
from collections.abc import Callable
from functools import cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

from rocksolid.verify.quantities import quantity

Format = Callable[[str], str]
"""What is wrong with a text, as a sentence that begins with the text; empty where nothing is."""
LABEL, SUBDOMAIN, PORT_NAME, CONFIG_KEY = 63, 253, 15, 253
"""The longest name of each format, in characters."""
STRICT_ADDRESSES = 36
"""The first minor version that refuses leading zeros in addresses and bits behind the prefix of a range."""
RELAXED_SERVICES = 36
"""The first minor version that lets the name of a Service begin with a digit."""
RELAXED_VARIABLES = 32
"""The first minor version that takes any printable name of an environment variable but those with "="."""
_SHOWN = 40
_LABEL = re.compile(r"[a-z0-9](?:[-a-z0-9]*[a-z0-9])?")
_LABEL_1035 = re.compile(r"[a-z](?:[-a-z0-9]*[a-z0-9])?")
_SUBDOMAIN = re.compile(rf"{_LABEL.pattern}(?:\.{_LABEL.pattern})*")
_WILDCARD = re.compile(rf"\*\.{_SUBDOMAIN.pattern}")
_QUALIFIED = re.compile(r"[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?")
_CONFIG_KEY = re.compile(r"[-._a-zA-Z0-9]+")
_VARIABLE = re.compile(r"[ -<>-~]+")
_OLD_VARIABLE = re.compile(r"[-._a-zA-Z][-._a-zA-Z0-9]*")
_URL_PATH = re.compile(r"[A-Za-z0-9/\-._~%!$&'()*+,;=:]+")
_PERCENT = re.compile(r"[0-9]+%", re.ASCII)
_ZERO = re.compile(r"/0[0-9]|^[0-9.]*\b0[0-9]+(?:\.|/|$)")
_DIGITS = re.compile(r"[0-9]+", re.ASCII)
_NAME = 'letters, digits, "-", "_" and ".", and begin and end with a letter or digit'
_LETTERS = 'lower case letters, digits and "-", and begin and end with a letter or digit'


def shown(text: str) -> str:
    """Return a text in quotes for a sentence, cut where it is long."""
    return f'"{text}"' if len(text) <= _SHOWN else f'"{text[:_SHOWN]}..." ({len(text)} characters)'


def in_bytes(text: str) -> bytes:
    """Return a text as the bytes of it that a server counts; half a surrogate pair, which JSON may hold, is counted as it stands."""
    return text.encode(errors="surrogatepass")


def longer(text: str, longest: int) -> str:
    """Check that a text has no more than so many characters."""
    return f"{shown(text)} is longer than {longest} characters" if len(text) > longest else ""


@cache
def dns_label(text: str) -> str:
    """Check a label of DNS as RFC 1123 has it: the name of a container, a Namespace, a StatefulSet."""
    return _checked(text, LABEL, _LABEL, f"must be {_LETTERS}")


@cache
def dns_1035_label(text: str) -> str:
    """Check a label of DNS as RFC 1035 has it, which begins with a letter: the name of a Service of old."""
    return _checked(text, LABEL, _LABEL_1035, 'must be lower case letters, digits and "-", begin with a letter and not end with "-"')


def service_name(minor: int) -> Format:
    """Return the format of the name of a Service."""
    return dns_label if minor >= RELAXED_SERVICES else dns_1035_label


@cache
def subdomain(text: str) -> str:
    """Check labels of DNS with dots between them: the name of most objects."""
    return _checked(text, SUBDOMAIN, _SUBDOMAIN, f'must be {_LETTERS}, in parts with "." between them')


@cache
def wildcard(text: str) -> str:
    """Check a host with "*" for its first part: `*.example.com`."""
    return _checked(text, SUBDOMAIN, _WILDCARD, 'may have "*" only as its whole first part, as *.example.com')


@cache
def label_key(text: str) -> str:
    """Check the key of a label or annotation, a qualified name: `app` or `example.com/app`."""
    prefix, slash, name = text.rpartition("/")
    if "/" in prefix:
        return f'{shown(text)} must have at most one "/"'
    if slash and (problem := subdomain(prefix)):
        return f'{problem}, before "/"'
    return _checked(name, LABEL, _QUALIFIED, f"must be {_NAME}")


@cache
def label_value(text: str) -> str:
    """Check the value of a label, which may be empty."""
    return _checked(text, LABEL, _QUALIFIED, f"must be {_NAME}") if text else ""


@cache
def port_name(text: str) -> str:
    """Check the name of a container's port as IANA_SVC_NAME has it."""
    wrong = (
        (not re.fullmatch("[-a-z0-9]+", text), 'must be lower case letters, digits and "-"'),
        (not re.search("[a-z]", text), "must have a letter"),
        ("--" in text, 'must not have "--"'),
        (text[:1] == "-" or text[-1:] == "-", 'must not begin or end with "-"'),
    )
    return longer(text, PORT_NAME) or _first(text, wrong)


@cache
def config_key(text: str) -> str:
    """Check a key of a ConfigMap or Secret, which must do as the name of a file."""
    wrong = (
        (not _CONFIG_KEY.fullmatch(text), 'must be letters, digits, "-", "_" and "."'),
        (text == ".", "is the directory itself, no file"),
        (text.startswith(".."), 'must not begin with ".."'),
    )
    return longer(text, CONFIG_KEY) or _first(text, wrong)


def variable_name(text: str, minor: int) -> str:
    """Check the name of an environment variable."""
    if minor < RELAXED_VARIABLES:
        wrong = not _OLD_VARIABLE.fullmatch(text) or text == "." or text.startswith("..")
        return _first(text, ((wrong, 'must be letters, digits, "-", "_" and ".", and not begin with a digit or ".."'),))
    return _first(text, ((not _VARIABLE.fullmatch(text), 'must be printable ASCII without "="'),))


def path_segment(text: str) -> str:
    """Check a name that is only a part of a path: of roles and their bindings."""
    wrong = (
        (text in {".", ".."}, "is a directory, no name"),
        ("/" in text or "%" in text, 'must not have "/" or "%"'),
    )
    return _first(text, wrong)


def prefixed(text: str) -> str:
    """Check a name that begins with the domain of who gave it: `example.com/controller`."""
    domain, _, rest = text.partition("/")
    wrong = (not domain or not _URL_PATH.fullmatch(rest), 'must be a domain, "/" and a name, as example.com/name')
    return _first(text, (wrong,)) or subdomain(domain)


def absolute_path(text: str) -> str:
    """Check a path that begins at the root."""
    return "" if text.startswith("/") else f'{shown(text)} must begin with "/"'


def percent(text: str) -> str:
    """Check a number of a hundred: `25%`."""
    return "" if _PERCENT.fullmatch(text) else f'{shown(text)} must be a number, or digits with "%" behind them'


def amount(value: Any) -> str:
    """Check a quantity, as a text or a number: `250m`, `128Mi`, 1."""
    wrong = isinstance(value, str | int | float) and not isinstance(value, bool) and quantity(_trimmed(value)) is None
    return (
        f"{shown(str(value))} is no quantity: digits, and one of m, k, M, G, T, P, E, Ki, Mi, Gi, Ti, Pi, Ei behind them" if wrong else ""
    )


@cache
def cidr(text: str, minor: int) -> str:
    """Check a range of addresses: `192.0.2.0/24`."""
    address, slash, prefix = text.partition("/")
    plain = _without_zeros(address)
    try:
        network = ip_network(f"{plain}/{prefix}", strict=False) if slash and _DIGITS.fullmatch(prefix) and "%" not in text else None
    except ValueError:
        network = None
    if network is None:
        return f"{shown(text)} must be a range of addresses, as 192.0.2.0/24"
    beyond = network.network_address != ip_address(plain)
    return _strict(text, network.network_address, minor) or (
        f"{shown(text)} has bits behind its prefix: {network}" if beyond and minor >= STRICT_ADDRESSES else ""
    )


@cache
def address(text: str, minor: int) -> str:
    """Check an address of IP: `192.0.2.1`."""
    try:
        found = ip_address(_without_zeros(text) if "%" not in text else "")
    except ValueError:
        return f"{shown(text)} must be an address, as 192.0.2.1"
    return _strict(text, found, minor)


def _strict(text: str, found: IPv4Address | IPv6Address, minor: int) -> str:
    """Say what only a newer server minds: what some programs read in another way."""
    mapped = isinstance(found, IPv6Address) and found.ipv4_mapped is not None
    wrong = (
        (_ZERO.search(text) is not None, "must not have numbers that begin with 0"),
        (mapped, "must not be an address of IPv4 in the form of IPv6"),
    )
    return _first(text, wrong) if minor >= STRICT_ADDRESSES else ""


def _checked(text: str, longest: int, pattern: re.Pattern[str], must: str) -> str:
    return longer(text, longest) or _first(text, ((not pattern.fullmatch(text), must),))


def _first(text: str, wrong: tuple[tuple[bool, str], ...]) -> str:
    return next((f"{shown(text)} {problem}" for is_wrong, problem in wrong if is_wrong), "")


def _without_zeros(address: str) -> str:
    return ".".join(part.lstrip("0") or "0" if part else part for part in address.split(".")) if ":" not in address else address


def _trimmed(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value
