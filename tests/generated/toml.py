"""Raw trees as TOML text: in the braces of one line, or below headers."""

import datetime as dt
import json
from typing import Any


def text(tree: dict[str, Any], *, headers: bool) -> str:
    """Return a tree as TOML; with headers, its tables stand below one, and so do tables in lists."""
    below = {key: value for key, value in tree.items() if headers and _has_header(value)}
    above = "".join(f"{_key(key)} = {value(one)}\n" for key, one in tree.items() if key not in below)
    return above + "".join(_below(_key(key), one) for key, one in below.items())


def _has_header(one: Any) -> bool:
    return isinstance(one, dict) or (isinstance(one, list) and bool(one) and all(isinstance(each, dict) for each in one))


def _below(path: str, one: Any) -> str:
    """Return a table, or a list of tables, below headers; what is in it stands in braces."""
    if isinstance(one, list):
        return "".join(f"\n[[{path}]]\n{text(each, headers=False)}" for each in one)
    inner = {key: each for key, each in one.items() if isinstance(each, dict) and each}
    own = text({key: each for key, each in one.items() if key not in inner}, headers=False)
    return f"\n[{path}]\n{own}" + "".join(f"\n[{path}.{_key(key)}]\n{text(each, headers=False)}" for key, each in inner.items())


def value(one: Any) -> str:
    """Return a value as TOML."""
    match one:
        case dict():
            return "{ " + ", ".join(f"{_key(key)} = {value(each)}" for key, each in one.items()) + " }" if one else "{}"
        case list() | tuple():
            return f"[{', '.join(map(value, one))}]"
        case dt.date():
            return one.isoformat()
        case _:  # A text of JSON is one of TOML, but for the one character that only JSON takes as it is.
            return json.dumps(one, ensure_ascii=False).replace("\x7f", "\\u007f")


def _key(key: str) -> str:
    return key if key.isascii() and key.isidentifier() else value(key)
