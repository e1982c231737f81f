"""The small types of the language, and how each is read and described."""

import datetime as dt
from typing import Any, NewType

from rocksolid.language import values
from rocksolid.language.values import SUPPORTED, Scalar

Name = NewType("Name", str)
ObjectName = NewType("ObjectName", str)
PeerName = NewType("PeerName", str)
LabelKey = NewType("LabelKey", str)
LabelValue = NewType("LabelValue", str)
VariableName = NewType("VariableName", str)
PortName = NewType("PortName", str)
PortNumber = NewType("PortNumber", int)
PortRefs = NewType("PortRefs", tuple[str | int, ...])
ServicePort = NewType("ServicePort", int)
"""The Service's port, or `False` where the port is left out of it."""
Plain = NewType("Plain", str)
"""Text, a number or a boolean, as the text that a program reads."""
Cidrs = NewType("Cidrs", tuple[str, ...])
Architectures = NewType("Architectures", tuple[str, ...])
Count = NewType("Count", int)
Positive = NewType("Positive", int)
Percent = NewType("Percent", int)
CountOrPercent = NewType("CountOrPercent", object)
UserId = NewType("UserId", object)
Seconds = NewType("Seconds", int)
Cpu = NewType("Cpu", str)
Bytes = NewType("Bytes", str)
Image = NewType("Image", str)
Cidr = NewType("Cidr", str)
Host = NewType("Host", str)
HostPattern = NewType("HostPattern", str)
AbsolutePath = NewType("AbsolutePath", str)
RelativePath = NewType("RelativePath", str)
UrlPath = NewType("UrlPath", str)
Mode = NewType("Mode", int)
Cron = NewType("Cron", str)
TimeZone = NewType("TimeZone", str)
Capability = NewType("Capability", str)
Minor = NewType("Minor", int)
"""A Kubernetes release, as its minor version: 36 is 1.36."""

_CRON_FIELD = r"(\*|[0-9A-Za-z]+(-[0-9A-Za-z]+)?|\?)(/[0-9]+)?"
_CRON = rf"@(hourly|daily|midnight|weekly|monthly|yearly|annually)|{_CRON_FIELD}(,{_CRON_FIELD})*( +{_CRON_FIELD}(,{_CRON_FIELD})*){{4}}"
_SUBDOMAIN = rf"{values.DNS_LABEL}(\.{values.DNS_LABEL})*"
_QUALIFIED = rf"({_SUBDOMAIN}/)?[A-Za-z0-9]([A-Za-z0-9_.-]{{0,61}}[A-Za-z0-9])?"
_DNS_MUST = 'lower-case letters, digits and "-", beginning and ending with a letter or digit'
_ABSOLUTE = r"/(?!\.\.(/|$))([^:\x00-\x1f]*[^:/\x00-\x1f])?(?<!/\.\.)"

SCALARS: dict[Any, Scalar] = {
    str: values.exact("text", str, {"type": "string"}),
    int: values.exact("a whole number", int, {"type": "integer"}),
    bool: values.exact("true or false", bool, {"type": "boolean"}),
    dt.date: values.exact("a date like 2027-06-30", dt.date, {"type": "string", "format": "date"}),
    Name: values.text("a name", values.DNS_LABEL, "name", _DNS_MUST, values.NAME_LIMIT, values.dns_hint),
    ObjectName: values.text("an object's name", _SUBDOMAIN, "object-name", f'{_DNS_MUST}, in parts joined by "."', 253),
    PeerName: values.text(
        "an app's name", rf"\*|{values.DNS_LABEL}", "name", f'{_DNS_MUST}, or "*" for every pod', values.NAME_LIMIT, values.dns_hint
    ),
    LabelKey: values.text(
        "a label's key", _QUALIFIED, "label-key", 'up to 63 letters, digits, "-", "_" and ".", after an optional "domain/"'
    ),
    LabelValue: values.text(
        "a label's value", r"([A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?)?", "label-value", 'letters, digits, "-", "_" and "."', 63
    ),
    VariableName: values.text("a variable's name", r"[ -<>-~]+", "variable-name", 'printable ASCII without "="'),
    PortName: values.text(
        "a port's name", r"(?=.*[a-z])(?!.*--)[a-z0-9]([a-z0-9-]*[a-z0-9])?", "port-name", f"{_DNS_MUST}, with at least one letter", 15
    ),
    PortNumber: values.integer("a port number", 1, 65535),
    PortRefs: values.one_or_many(
        "a port's name or number, or a list of them",
        values.port_ref,
        {"anyOf": [{"type": "string"}, {"type": "integer", "minimum": 1, "maximum": 65535}]},
    ),
    ServicePort: Scalar(
        "a port number, or false",
        lambda value: value if value is False else values.integer("a port number", 1, 65535).parse(value),
        {"anyOf": [{"type": "integer", "minimum": 1, "maximum": 65535}, {"const": False}]},
    ),
    Plain: Scalar("text, a number or a boolean", values.plain, {"type": ["string", "number", "boolean"]}),
    Cidrs: values.one_or_many("a network, or a list of them", values.cidr, {"type": "string", "pattern": "^[0-9a-f:.]+/[0-9]{1,3}$"}),
    Architectures: values.one_or_many(
        "a processor architecture, or a list of them",
        values.text(
            "a processor architecture", "amd64|arm64|ppc64le|riscv64|s390x", "architecture", "amd64, arm64, ppc64le, riscv64 or s390x"
        ).parse,
        {"enum": ["amd64", "arm64", "ppc64le", "riscv64", "s390x"]},
    ),
    Count: values.integer("a count", 0, 2**31 - 1),
    Positive: values.integer("a count", 1, 2**31 - 1),
    Percent: values.integer("a percentage of the request", 1, 1000),
    CountOrPercent: Scalar(
        "a count or a percentage",
        values.count_or_percent,
        {"anyOf": [{"type": "integer", "minimum": 0}, {"type": "string", "pattern": "^(100|[1-9]?[0-9])%$"}]},
    ),
    UserId: Scalar(
        'a user id or "image"', values.user, {"anyOf": [{"type": "integer", "minimum": 0, "maximum": 2**31 - 1}, {"const": "image"}]}
    ),
    Seconds: Scalar(
        "a duration",
        values.seconds,
        {"anyOf": [{"type": "integer", "minimum": 0}, {"type": "string", "pattern": "^(?=.)([0-9]+h)?([0-9]+m)?([0-9]+s)?$"}]},
    ),
    Cpu: values.quantity("an amount of cpu", r"[0-9]+m?|[0-9]*\.[0-9]{1,3}", '"250m" or "1.5"'),
    Bytes: values.quantity("an amount of bytes", r"[0-9]+(\.[0-9]+)?([KMGTPE]i|[kMGTPE])?|[0-9]+e[0-9]+", '"128Mi" or "1Gi"'),
    Image: Scalar(
        "an image reference", values.image, {"type": "string", "pattern": r"^[^\s]+(:[A-Za-z0-9_][A-Za-z0-9_.-]*|@sha[0-9]+:[0-9a-f]+)$"}
    ),
    Cidr: Scalar("a network", values.cidr, {"type": "string", "pattern": "^[0-9a-f:.]+/[0-9]{1,3}$"}),
    Host: values.text("a host name", rf"(?=.*[a-z]){_SUBDOMAIN}", "host", f'{_DNS_MUST}, in parts joined by "."', 253),
    HostPattern: values.text("a host name", rf"(?=.*[a-z])(\*\.)?{_SUBDOMAIN}", "host", f'{_DNS_MUST}, in parts joined by "."', 253),
    AbsolutePath: values.text("an absolute path", _ABSOLUTE, "path", 'it starts with "/", and holds no ":" and no ".."'),
    RelativePath: values.text(
        "a relative path", r"(?!/)(?!(.*/)?\.\.(/|$))[^\x00-\x1f]+", "path", 'it does not start with "/" and holds no ".."'
    ),
    UrlPath: values.text("a path of a URL", r"/[!-~]*", "path", 'it starts with "/" and holds no spaces'),
    Mode: Scalar("file permissions", values.mode, {"type": "string", "pattern": "^0?[0-7]{3}$"}),
    Cron: values.text("a schedule", _CRON, "schedule", "five fields: minute, hour, day of month, month, day of week"),
    TimeZone: values.text("a time zone", r"[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*", "time-zone", 'an IANA name like "Europe/Vienna"'),
    Capability: values.text(
        "a capability", r"[A-Z][A-Z_]*", "capability", 'capitals, without "CAP_"', hint=lambda v: f'use "{v.upper().removeprefix("CAP_")}"'
    ),
    Minor: Scalar("a Kubernetes version", values.minor, {"enum": [f"1.{minor}" for minor in SUPPORTED]}),
}
"""Every small type: how it is read, and how the JSON Schema says it."""
