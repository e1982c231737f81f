"""SHA-256 in hexadecimal digits, by what computes it without loading OpenSSL: that takes 3 % of the time of a cold start."""

from contextlib import suppress
from functools import cache
from importlib import import_module
from types import ModuleType

_LEAN = ("_sha2", "_sha256")
"""Where Python has it: from 3.12 on, and before that. Its own `random` looks for such modules before it loads `hashlib`."""


def sha256(content: bytes) -> str:
    """Return the 64 digits of some bytes."""
    return str(_maker().sha256(content).hexdigest())


@cache
def _maker() -> ModuleType:
    for name in _LEAN:
        with suppress(ImportError):
            return import_module(name)
    return import_module("hashlib")
