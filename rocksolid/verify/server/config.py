"""ConfigMaps and Secrets: the keys do as names of files, and the keys are there that the type of a Secret promises."""

import base64
import binascii
import json
from collections.abc import Iterator, Mapping
from typing import Any

from rocksolid.verify.document import table
from rocksolid.verify.server.formats import config_key, in_bytes, shown
from rocksolid.verify.server.refusal import Refusal, keyed

LARGEST = 1024 * 1024
"""How much a ConfigMap or Secret may hold, in bytes of its values."""
_TOKEN = "kubernetes.io/service-account-token"  # noqa: S105 - the name of a type
_ACCOUNT = "kubernetes.io/service-account.name"
_KEY_FOR_SSH = "ssh-privatekey"
_LITERALLY = (keyed("%s"),)  # Two answers of the server have this in the name of the field: its authors forgot to fill it in.
_KEYS: Mapping[str, tuple[str, ...]] = {
    "kubernetes.io/dockercfg": (".dockercfg",),
    "kubernetes.io/dockerconfigjson": (".dockerconfigjson",),
    "kubernetes.io/ssh-auth": (_KEY_FOR_SSH,),
    "kubernetes.io/tls": ("tls.crt", "tls.key"),
}
_IN_JSON = (".dockercfg", ".dockerconfigjson")
_BASIC = ("username", "password")


def config_map(one: Mapping[str, Any], _minor: int) -> Iterator[Refusal]:
    """Yield what is refused in a ConfigMap."""
    texts, binaries = table(one, "data"), table(one, "binaryData")
    yield from _keys(texts, "data")
    yield from _keys(binaries, "binaryData")
    for key in texts:
        if key in binaries:
            yield _of("data", key, f"{shown(key)} stands in binaryData as well")
    decoded = [value for value in map(_decoded, binaries.values()) if value is not None]
    size = sum(map(len, decoded)) + sum(len(in_bytes(value)) for value in texts.values() if isinstance(value, str))
    if size > LARGEST:
        yield Refusal((), f"has {size} bytes, and {LARGEST} at the most are taken", spot=("data",))


def secret(one: Mapping[str, Any], _minor: int) -> Iterator[Refusal]:
    """Yield what is refused in a Secret; no message says what stands in it."""
    encoded, plain = table(one, "data"), table(one, "stringData")
    yield from _keys(encoded, "data")
    yield from _keys({key: value for key, value in plain.items() if key not in encoded}, "data", "stringData")
    values: dict[str, bytes | None] = {key: _decoded(value) for key, value in encoded.items()}
    values |= {key: in_bytes(value) for key, value in plain.items() if isinstance(value, str)}
    size = sum(len(value) for value in values.values() if value is not None)
    if size > LARGEST:
        yield Refusal(("data",), f"has {size} bytes, and {LARGEST} at the most are taken")
    yield from _typed(one, values)


def _typed(one: Mapping[str, Any], values: Mapping[str, bytes | None]) -> Iterator[Refusal]:
    """Yield what the type of a Secret asks for and is not there, or not as it should be."""
    kind = one.get("type")
    if kind == _TOKEN and not table(one, "metadata", "annotations").get(_ACCOUNT):
        yield Refusal(("metadata", "annotations", keyed(_ACCOUNT)), "must name the ServiceAccount", spot=("metadata", "annotations"))
    for key in _KEYS.get(kind, ()) if isinstance(kind, str) else ():
        if key not in values or (key == _KEY_FOR_SSH and not values[key]):
            named = ("data", *_LITERALLY) if key == _KEY_FOR_SSH else ("data",)
            yield Refusal((*named, keyed(key)), f'must be there: the type is "{kind}"', spot=("type",))
        elif key in _IN_JSON and not _is_object(values[key]):
            where = "stringData" if key in table(one, "stringData") else "data"
            yield _of("data", key, f'must be an object in JSON: the type is "{kind}"', where)
    if kind == "kubernetes.io/basic-auth" and values.keys().isdisjoint(_BASIC):
        yield Refusal(("data", *_LITERALLY, keyed("username")), f'must be there, or the password: the type is "{kind}"', spot=("type",))


def _keys(said: Mapping[str, Any], named: str, where: str = "") -> Iterator[Refusal]:
    for key in said:
        if problem := config_key(key):
            yield _of(named, key, problem, where or named)


def _of(named: str, key: str, problem: str, where: str = "") -> Refusal:
    return Refusal((named, keyed(key)), problem, spot=(where or named, key), key=True)


def _decoded(value: Any) -> bytes | None:
    """Return what stands in base64, None where that is no base64: the schema's check says so."""
    try:
        return base64.b64decode(value.replace("\r", "").replace("\n", ""), validate=True) if isinstance(value, str) else None
    except (binascii.Error, ValueError):
        return None


def _is_object(value: bytes | None) -> bool:
    """Return whether a value is an object in JSON; of what could not be read, another check says so."""
    try:
        return value is None or isinstance(json.loads(value), dict | None)
    except (ValueError, RecursionError):
        return False
