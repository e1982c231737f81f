"""A strategy for each small type of the language: what people write, what readers trip over, and the ends of what is allowed."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from hypothesis import strategies as st
from rocksolid.language import types
from rocksolid.language.types import SCALARS
from rocksolid.language.values import MOST, WrongValueError

import hostile

Strategy = st.SearchStrategy[Any]

APPS = ("web", "api", "db", "queue", "null", "on")
"""What apps are called: a dependency on one of them often finds it. The last two are names that YAML takes for something else."""
SPACES = ("shop", "bank", "y")
CONTAINERS = ("side", "init", "no")
VOLUMES = ("data", "cache", "0")
PORTS = ("http", "grpc", "metrics", "n")
NUMBERS = (8080, 9090, 9100, 443, 1, 65535)
SOURCES = ("notes.txt", "conf", "conf/a.yaml", "missing.txt", "../outside.txt")
"""What `files` of an example name: those that `worlds` lays there, one that is missing, and one outside of the project."""
TEXTS = (
    *("info", "{{ .Values.x }}", "{{", "}}", "{host}", "{port:http}", "$(HOME)", "${X}", "%s", "\u202egnp.exe\u202c", "\u2066a\u2069"),
    *("a\n---\nkind: Secret\n", "...\n", "'\"\\", "no", "1e3", "0x1F", "~", "<script>", "\U0001f600", "e\u0301", "\u0000", "\x1b[31m"),
)
KEYS = ("no", "1e3", "team", "example.com/owner", "a.b_c", "y", "0", "null")


def rarely(odd: Strategy, usual: Strategy, once_in: int = 8) -> Strategy:
    """Return what is usual, and now and then what is odd; examples shrink towards the usual."""
    return st.integers(0, once_in - 1).flatmap(lambda drawn: odd if drawn == once_in - 1 else usual)


def of_pool(*usual: Any, odd: Strategy | None = None) -> Strategy:
    """Return one of some values, and now and then an odd one."""
    pool = st.sampled_from(usual)
    return pool if odd is None else rarely(odd, pool)


def parsed(kind: Any, raw: Strategy) -> Strategy:
    """Return what of some raw values the type takes."""
    return raw.filter(lambda value: takes(kind, value))


def takes(kind: Any, value: Any) -> bool:
    """Return whether a small type takes a raw value."""
    try:
        SCALARS[kind].parse(value)
    except WrongValueError:
        return False
    return True


def one_or_many(one: Strategy) -> Strategy:
    """Return a value, or a list of different ones."""
    return one | st.lists(one, min_size=1, max_size=3, unique_by=str)


def of_schema(schema: Mapping[str, Any]) -> Strategy:
    """Return what the JSON Schema of a small type describes."""
    return st.one_of(*_alternatives(schema))


def _alternatives(schema: Mapping[str, Any]) -> Iterator[Strategy]:
    for one in schema.get("anyOf", ()):
        yield from _alternatives(one)
    if "enum" in schema or "const" in schema:
        yield st.sampled_from(schema["enum"] if "enum" in schema else [schema["const"]])
    named = schema.get("type", ())
    for kind in [named] if isinstance(named, str) else named:
        yield _of_type(kind, schema)


def _of_type(kind: str, schema: Mapping[str, Any]) -> Strategy:
    """Return what makes values of one JSON type, as a schema wants them."""
    least, most = schema.get("minimum", -5), schema.get("maximum", MOST)
    made: Mapping[str, Strategy] = {
        "integer": rarely(st.sampled_from([least, most]), st.integers(least, min(most, least + 10))),
        "number": st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False),
        "boolean": st.booleans(),
        "string": _of_text(schema),
        "array": st.deferred(lambda: st.lists(of_schema(schema["items"]), min_size=schema.get("minItems", 0), max_size=3)),
    }
    return made[kind]


def _of_text(schema: Mapping[str, Any]) -> Strategy:
    if schema.get("format") == "date":
        return st.dates(dt.date(2026, 1, 1), dt.date(9999, 12, 31))
    if "pattern" in schema:
        return st.from_regex(schema["pattern"], fullmatch=True, alphabet=st.characters(exclude_categories=["Cs"], max_codepoint=0x2FF))
    return st.deferred(lambda: texts)


texts = st.sampled_from(TEXTS) | st.sampled_from(hostile.MISREAD) | hostile.texts
labels = st.sampled_from(["a", "no", "1e3", "", "0x1F", "1.4.2", "2026-01-01", "x" * 63])
names = of_pool(*APPS, odd=st.sampled_from(["a" * 52, "0", "x--y", "true"]))
paths = of_pool(
    *("/data", "/etc/app", "/etc/app/config.yaml", "/var/cache", "/srv/a b", "/srv/{{x}}", "/srv/---", "/run/it's"),
    odd=parsed(types.AbsolutePath, st.text(min_size=1, max_size=8).map("/".__add__)),
)
sizes = of_pool("128Mi", "1Gi", "64Mi", 67108864, "0.5Gi", "1e9", odd=st.sampled_from(["0", 1, 2**63 - 1, "8191P", "1K"]))
cpus = of_pool("100m", "1", 2, "1.5", "0.25", odd=st.sampled_from([0, "1m", 2**63 - 1, "0.001"]))
counts = of_pool(1, 2, 3, 5, odd=st.sampled_from([0, MOST]))
hosts = of_pool("api.example.com", "shop.example.com", "*.example.com", "xn--4gbrim.example", odd=st.just("a." * 120 + "example"))
networks = st.sampled_from(["10.0.0.0/8", "192.0.2.0/24", "192.0.2.128/25", "203.0.113.7/32", "0.0.0.0/0", "2001:db8::/32", "::/0"])
ids = of_pool(1000, 65532, 1, odd=st.sampled_from([0, MOST]))
keys = of_pool(*KEYS, odd=parsed(types.LabelKey, of_schema(SCALARS[types.LabelKey].schema)))
numbers = of_pool(*NUMBERS)

SMALL: Mapping[Any, Strategy] = {
    str: texts,
    types.Plain: rarely(st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False), texts, 3),
    types.Name: names,
    types.ObjectName: of_pool("app-secret", "a.b", "1e3", "no", odd=st.just("a" * 253)),
    types.PeerName: of_pool(*APPS, odd=st.just("*")),
    types.LabelKey: keys,
    types.LabelValue: labels,
    types.Component: of_pool("shop", "No", "1e3", "null"),
    types.AppProtocol: st.sampled_from(["http", "kubernetes.io/h2c", "1e3"]),
    types.VariableName: of_pool(
        *("LOG_LEVEL", "A", "B_1", "no", "NULL", "DB_URL", "1E3", "a.b-c"), odd=parsed(types.VariableName, st.text(min_size=1, max_size=6))
    ),
    types.PortName: st.sampled_from(PORTS),
    types.PortNumber: numbers,
    types.ServicePort: of_pool(80, 443, 8443, False),
    types.PortRefs: one_or_many(st.sampled_from(PORTS) | numbers),
    types.Cidr: networks,
    types.Cidrs: one_or_many(networks),
    types.Count: counts,
    types.Positive: counts.filter(bool),
    types.Percent: of_pool(60, 1, 100, 1000),
    types.CountOrPercent: of_pool(1, 2, "25%", odd=st.sampled_from([0, "0%", "100%", MOST])),
    types.UserId: of_pool(1000, 65532, "image", odd=st.sampled_from([0, MOST])),
    types.GroupId: ids,
    types.Seconds: of_pool(1, 5, 10, "30s", "1m", "1h30m", odd=st.sampled_from([0, MOST, f"{MOST}s"])),
    types.Cpu: cpus,
    types.Bytes: sizes,
    types.Image: of_pool(
        *("registry.example.com/app:1.0.0", "a:no", "r/a:1e3", "a@sha256:" + "0" * 64, "localhost:5000/a:_"),
        odd=st.sampled_from(["a:latest", "r/a:" + "9" * 128]),
    ),
    types.HostPattern: hosts,
    types.AbsolutePath: paths,
    types.RelativePath: of_pool("a", "b/c", "no", "é", "-", odd=parsed(types.RelativePath, st.text(min_size=1, max_size=8))),
    types.SourcePath: of_pool(*SOURCES),
    types.GlobPattern: st.sampled_from(["*.toml", "**/*.toml", "apps/*.toml", "nothing/*"]),
    types.DataKey: of_pool("key", "no", "1e3", "tls.crt", "_", "-", odd=parsed(types.DataKey, of_schema(SCALARS[types.DataKey].schema))),
    types.PodField: st.sampled_from(["metadata.name", "status.podIP", "status.hostIPs", "spec.nodeName", "metadata.labels['a']"]),
    types.Seccomp: of_pool("RuntimeDefault", "profiles/a.json", "Unconfined"),
    types.UrlPath: of_pool(
        "/", "/_healthz", "/a/b", "/?q=1&x=%20", odd=parsed(types.UrlPath, st.text(st.characters(codec="ascii")).map("/".__add__))
    ),
    types.Mode: st.sampled_from(["0440", "0444", "0400", "777", "0000"]),
    types.Cron: of_pool(
        "30 4 * * *", "@daily", "*/5 1-5 * JAN-MAR MON,WED", "0 0 29 2 *", odd=st.sampled_from(["0 0 31 2 *", "a b c d e"])
    ),
    types.TimeZone: st.sampled_from(["Europe/Vienna", "Etc/UTC", "Asia/Kolkata"]),
    types.Capability: of_pool("NET_BIND_SERVICE", "CHOWN", "SYS_ADMIN"),
    types.RuleName: st.sampled_from(["house:owner", "house:missing", "nowhere:rule"]),
}
"""What is not here is made as its JSON Schema says, so that a new type is generated too."""


def small(kind: Any) -> Strategy:
    """Return what makes raw values of a small type."""
    return SMALL[kind] if kind in SMALL else of_schema(SCALARS[kind].schema).filter(lambda value: takes(kind, value))
