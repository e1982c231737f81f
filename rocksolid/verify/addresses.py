"""Addresses of Services, as they stand in the values of environment variables."""

import re
from collections.abc import Iterator

import attrs

SCHEMES = frozenset(
    {"ftp", "grpc", "grpcs", "http", "https", "ldap", "ldaps", "sftp", "smtp", "smtps", "tcp", "tls", "udp", "ws", "wss"}
    | {"cassandra", "clickhouse", "mariadb", "memcached", "mongodb", "mysql", "postgres", "postgresql", "redis", "rediss", "sqlserver"}
    | {"amqp", "amqps", "kafka", "mqtt", "mqtts", "nats"}
)
"""Schemes behind which a bare name is a host; behind others (`s3`, `docker`) it is a bucket or an image."""
WORDS = frozenset(
    {"ADDR", "ADDRESS", "ENDPOINT", "HOST", "SERVER", "SERVICE", "URI", "URL"}
    | {"ADDRESSES", "ADDRS", "BROKERS", "ENDPOINTS", "HOSTS", "SERVERS", "SERVICES", "URLS"}
)
"""The last words of variables that hold addresses: `PAYMENTS_ADDR`."""
NO_NAMES = frozenset({"disabled", "enabled", "false", "localhost", "no", "none", "null", "off", "on", "true", "yes"})
"""What stands in place of an address, and the name of the pod itself."""
_AUTHORITY = re.compile(r"([a-z0-9.-]+)(?::([0-9]{1,5}))?")
_FULL = re.compile(r"(?:.*\.)?([^.]+)\.([^.]+)\.svc(?:\..*)?")
_NAME = re.compile(r"[a-z]([a-z0-9-]*[a-z0-9])?")


@attrs.frozen
class Address:
    """A Service's name as it was written, with its namespace and its port where these are said.

    It `is_certain` where nothing else can be meant: `app:1000` may be a user and a group, and `web.dev` a site of the internet.
    """

    text: str
    service: str
    namespace: str | None
    port: int | None
    is_certain: bool


def addresses(variable: str, value: str) -> Iterator[Address]:
    """Yield the addresses in the value of a variable, several with commas between them.

    These are URLs, `HOST:PORT`, `NAME.NAMESPACE.svc`, and bare names where the variable is called like `PAYMENTS_HOST`.
    """
    before, _, last = variable.rpartition("_")
    for item in value.split(","):
        scheme, is_url, rest = item.strip().partition("://")
        kind = scheme.rpartition(":")[2].partition("+")[0]  # The last of `jdbc:postgresql`, the first of `postgresql+psycopg`.
        if not is_url:
            yield from _address(item.strip(), is_expected=bool(before) and last in WORDS)
        else:
            yield from _address(re.split("[/?#]", rest, maxsplit=1)[0].rpartition("@")[2], is_expected=kind in SCHEMES)


def _address(text: str, *, is_expected: bool) -> Iterator[Address]:
    if not (found := _AUTHORITY.fullmatch(text)):
        return
    host, port = found[1].removesuffix("."), int(found[2]) if found[2] else None
    full = _FULL.fullmatch(host)
    name, namespace = full.groups() if full else (host.partition(".")[0], host.partition(".")[2])
    is_address = full or ("." not in namespace and (is_expected or port is not None))
    if is_address and _NAME.fullmatch(name) and name not in NO_NAMES:
        yield Address(text, name, namespace or None, port, is_certain=bool(full) or (is_expected and not namespace))
