"""The small types of the language, and how each is read and described."""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal, NewType

from rocksolid.language import amounts, networks, raw, values
from rocksolid.language.capabilities import CAPABILITIES, capability_hint
from rocksolid.language.values import SUPPORTED, Scalar

Name = NewType("Name", str)
ObjectName = NewType("ObjectName", str)
PeerName = NewType("PeerName", str)
LabelKey = NewType("LabelKey", str)
LabelValue = NewType("LabelValue", str)
Component = NewType("Component", str)
AppProtocol = NewType("AppProtocol", str)
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
UserId = Annotated[int | Literal["image"], "UserId"]
"""A user id, or `"image"`: the one that the image names."""
GroupId = NewType("GroupId", int)
Seconds = NewType("Seconds", int)
Cpu = NewType("Cpu", str)
Bytes = NewType("Bytes", str)
Image = NewType("Image", str)
Cidr = NewType("Cidr", str)
Host = NewType("Host", str)
HostPattern = NewType("HostPattern", str)
AbsolutePath = NewType("AbsolutePath", str)
RelativePath = NewType("RelativePath", str)
SourcePath = NewType("SourcePath", str)
GlobPattern = NewType("GlobPattern", str)
"""Files from a folder on, with `*` and `**`."""
DataKey = NewType("DataKey", str)
PodField = NewType("PodField", str)
Seccomp = NewType("Seccomp", str)
UrlPath = NewType("UrlPath", str)
Mode = NewType("Mode", int)
Cron = NewType("Cron", str)
TimeZone = NewType("TimeZone", str)
Capability = NewType("Capability", str)
Target = NewType("Target", str)
"""Emitted objects: those of a Kubernetes kind, or one by `KIND/NAME`."""
RuleName = NewType("RuleName", str)
Field = NewType("Field", str)
"""A field of emitted objects: `KIND/PATH` or `KIND/NAME/PATH`."""
Manifest = NewType("Manifest", Mapping[str, Any])
"""A whole Kubernetes object."""
Minor = NewType("Minor", int)
"""A Kubernetes release, as its minor version: 36 is 1.36."""

_CRON_FIELD = r"(\*|[0-9A-Za-z]{1,9}(-[0-9A-Za-z]{1,9})?|\?)(/[0-9]{1,9})?"
_CRON = rf"@(hourly|daily|midnight|weekly|monthly|yearly|annually)|{_CRON_FIELD}(,{_CRON_FIELD})*( +{_CRON_FIELD}(,{_CRON_FIELD})*){{4}}"
_SUBDOMAIN = rf"{values.DNS_LABEL}(\.{values.DNS_LABEL})*"
_QUALIFIED = rf"({_SUBDOMAIN}/)?[A-Za-z0-9]([A-Za-z0-9_.-]{{0,61}}[A-Za-z0-9])?"
_DNS_MUST = 'lower-case letters, digits and "-", beginning and ending with a letter or digit'
_LABEL_MUST = 'letters, digits, "-", "_" and ".", beginning and ending with a letter or digit'
_ABSOLUTE = r"/(?!(.*/)?\.\.(/|$))[^:\x00-\x1f]*[^:/\x00-\x1f]"
_KIND = r"[A-Z][A-Za-z0-9]*"
_FIELD = rf"{_KIND}(/{_SUBDOMAIN})?/[a-z][^/]*(/[^/]+)*"
_POD_FIELDS = (
    "metadata.name",
    "metadata.namespace",
    "metadata.uid",
    "spec.nodeName",
    "spec.serviceAccountName",
    "status.hostIP",
    "status.hostIPs",
    "status.podIP",
    "status.podIPs",
)
"""What Kubernetes takes as the value of a variable, beside single labels and annotations."""


def _zone_apart(value: str) -> str:
    """Suggest the word for a time zone that stands in front of a schedule: Kubernetes refuses it there."""
    zone = re.match(r"(?:CRON_)?TZ=(\S+)", value)
    return f'write beside it: timezone = "{zone[1]}"' if zone else ""


def _near_field(value: str) -> str:
    """Suggest the field of the pod that is nearest to a misspelt one."""
    from rocksolid.language.diagnostics import did_you_mean

    return did_you_mean(value, (*_POD_FIELDS, "metadata.labels['KEY']", "metadata.annotations['KEY']"))


def _key_hint(value: str) -> str:
    """Suggest the nearest key of a label."""
    suggestion = re.sub(r"[^A-Za-z0-9_./-]+", "-", value).strip("-_./")
    return f'use "{suggestion}"' if suggestion != value and re.fullmatch(_QUALIFIED, suggestion) else ""


def _port_hint(value: str) -> str:
    """Suggest the nearest name of a port."""
    suggestion = re.sub(r"[^a-z0-9]+", "-", value.lower()).strip("-")[:15].strip("-")
    return f'use "{suggestion}"' if re.search("[a-z]", suggestion) else 'name it after what it speaks, like "http"'


def _path_hint(value: str) -> str:
    """Suggest the nearest absolute path."""
    suggestion = "/" + value.replace(":", "-").strip("/")
    return f'use "{suggestion}"' if re.fullmatch(_ABSOLUTE, suggestion) else ""


_PORT_NAME = values.text(
    "a port's name",
    r"(?=.*[a-z])(?!.*--)[a-z0-9]([a-z0-9-]*[a-z0-9])?",
    "port-name",
    f"{_DNS_MUST}, with at least one letter",
    15,
    _port_hint,
)
_PORT_NUMBER = values.integer("a port number", 1, 65535)

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
        "a label's key", _QUALIFIED, "label-key", f'at most 63 {_LABEL_MUST}, after an optional "domain/"', hint=_key_hint
    ),
    LabelValue: values.text("a label's value", r"([A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?)?", "label-value", _LABEL_MUST, 63),
    Component: values.text("a component's name", r"[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?", "component", _LABEL_MUST, 63),
    AppProtocol: values.text(
        "an application protocol", _QUALIFIED, "app-protocol", f'at most 63 {_LABEL_MUST}, after an optional "domain/"', hint=_key_hint
    ),
    VariableName: values.text("a variable's name", r"[ -<>-~]+", "variable-name", 'printable ASCII without "="'),
    PortName: _PORT_NAME,
    PortNumber: _PORT_NUMBER,
    PortRefs: values.one_or_many(
        "a port's name or number, or a list of them",
        values.port_ref(_PORT_NAME, _PORT_NUMBER),
        {"anyOf": [dict(_PORT_NAME.schema), dict(_PORT_NUMBER.schema)]},
    ),
    ServicePort: Scalar(
        "a port number, or false",
        lambda value: value if value is False else _PORT_NUMBER.parse(value),
        {"anyOf": [dict(_PORT_NUMBER.schema), {"const": False}]},
    ),
    Plain: Scalar("text, a number or a boolean", values.plain, {"type": ["string", "number", "boolean"]}),
    Cidrs: values.one_or_many("a network, or a list of them", networks.cidr, {"type": "string", "pattern": "^[0-9a-f:.]+/[0-9]{1,3}$"}),
    Architectures: values.one_or_many(
        "a processor architecture, or a list of them",
        values.text(
            "a processor architecture", "amd64|arm64|ppc64le|riscv64|s390x", "architecture", "amd64, arm64, ppc64le, riscv64 or s390x"
        ).parse,
        {"enum": ["amd64", "arm64", "ppc64le", "riscv64", "s390x"]},
    ),
    Count: values.integer("a count", 0),
    Positive: values.integer("a count", 1),
    GroupId: values.integer("a group id", 0),
    Percent: values.integer("a percentage of the request", 1, 1000),
    CountOrPercent: Scalar(
        "a count or a percentage",
        amounts.count_or_percent,
        {"anyOf": [{"type": "integer", "minimum": 0}, {"type": "string", "pattern": "^(100|[1-9]?[0-9])%$"}]},
    ),
    UserId: Scalar(
        'a user id or "image"', values.user, {"anyOf": [{"type": "integer", "minimum": 0, "maximum": 2**31 - 1}, {"const": "image"}]}
    ),
    Seconds: Scalar(
        "a duration",
        amounts.seconds,
        {"anyOf": [{"type": "integer", "minimum": 0}, {"type": "string", "pattern": "^(?=.)([0-9]+h)?([0-9]+m)?([0-9]+s)?$"}]},
    ),
    Cpu: amounts.cpu(),
    Bytes: amounts.size(),
    Image: Scalar(
        "an image reference", values.image, {"type": "string", "pattern": r"^[^\s]+(:[A-Za-z0-9_][A-Za-z0-9_.-]*|@sha[0-9]+:[0-9a-f]+)$"}
    ),
    Cidr: Scalar("a network", networks.cidr, {"type": "string", "pattern": "^[0-9a-f:.]+/[0-9]{1,3}$"}),
    Host: values.text("a host name", rf"(?=.*[a-z]){_SUBDOMAIN}", "host", f'{_DNS_MUST}, in parts joined by "."', 253, networks.host_hint),
    HostPattern: values.text(
        "a host name", rf"(?=.*[a-z])(\*\.)?{_SUBDOMAIN}", "host", f'{_DNS_MUST}, in parts joined by "."', 253, networks.host_hint
    ),
    AbsolutePath: values.text(
        "an absolute path", _ABSOLUTE, "path", 'it starts with "/", does not end in it, and holds no ":" and no ".."', hint=_path_hint
    ),
    RelativePath: values.text(
        "a relative path", r"(?!/|\.\.)(?!(.*/)\.\.(/|$))[^\x00-\x1f]+", "path", 'it does not start with "/" and holds no ".."'
    ),
    SourcePath: values.text("a path from the folder of the blueprint", r"(?!/)[^\x00-\x1f]+", "path", 'it does not start with "/"'),
    GlobPattern: values.text(
        "a glob pattern",
        r"(?!/)(?![./]*$)(?!.*[^/]\*\*)(?!.*\*\*[^/])[^\x00-\x1f]+",
        "glob",
        'it starts with no "/", names something, and has "**" only alone between two "/"',
        hint=lambda _: 'blueprints = ["apps/**/*.toml"]',
    ),
    DataKey: values.text(
        "a key of a Secret or ConfigMap",
        r"(?!\.\.)(?!\.$)[-._a-zA-Z0-9]+",
        "data-key",
        'letters, digits, "-", "_" and ".", not beginning with ".."',
        253,
    ),
    PodField: values.text(
        "a field of the pod",
        rf"{'|'.join(map(re.escape, _POD_FIELDS))}|metadata\.(labels|annotations)\['[^']+'\]",
        "pod-field",
        "a variable holds one of " + ", ".join((*_POD_FIELDS, "metadata.labels['KEY']", "metadata.annotations['KEY']")),
        hint=_near_field,
    ),
    Seccomp: values.text(
        "a seccomp profile",
        r"RuntimeDefault|Unconfined|(?!/|\.\.)(?!(.*/)\.\.(/|$))[^\x00-\x1f]+\.json",
        "seccomp",
        '"RuntimeDefault", "Unconfined", or the path of a JSON file below the kubelet\'s seccomp folder',
    ),
    UrlPath: values.text("a path of a URL", r"/[!-~]*", "path", 'it starts with "/" and holds no spaces'),
    Mode: Scalar("file permissions", values.mode, {"type": "string", "pattern": "^0?[0-7]{3}$"}),
    Cron: values.text(
        "a schedule", _CRON, "schedule", "five fields like * or 1-5: minute, hour, day of month, month, day of week", hint=_zone_apart
    ),
    TimeZone: values.text(
        "a time zone", r"[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*", "time-zone", 'write an IANA name like "Europe/Vienna"'
    ),
    Capability: values.text(
        "a capability", "|".join(CAPABILITIES), "capability", 'one that Linux has, in capitals, without "CAP_"', hint=capability_hint
    ),
    Target: values.text("a target", rf"{_KIND}(/{_SUBDOMAIN})?", "target", "write KIND, or KIND/NAME, like Deployment or Deployment/web"),
    Field: values.text("a field of objects", _FIELD, "field", "write KIND/PATH, like Deployment/spec.paused", hint=values.whole_hint),
    RuleName: values.text("a rule", r"[A-Za-z_][A-Za-z0-9_.]*:[A-Za-z_][A-Za-z0-9_]*", "rule-name", "write it like acme_rules:cost_labels"),
    Manifest: Scalar("a manifest", raw.manifest, {"type": "object", "required": ["apiVersion", "kind", "metadata"]}),
    Minor: Scalar("a Kubernetes version", values.minor, {"enum": [f"1.{minor}" for minor in SUPPORTED]}),
}
"""Every small type: how it is read, and how the JSON Schema says it."""
