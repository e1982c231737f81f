"""Whether programs printed the same objects: as parsed, in any order, so that nobody is fast by doing less."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

Name = tuple[str, str, str]
Tree = dict[str, Any]
MISSING = "nothing"


def main(wanted: str, *others: str) -> None:
    """Compare files with the first; end with what differs, if anything does."""
    expected = objects(Path(wanted).read_text(encoding="utf-8"))
    wrong = [f"{other}: {line}" for other in others for line in differences(expected, objects(Path(other).read_text(encoding="utf-8")))]
    if wrong:
        sys.exit("\n".join(["these are not the objects that rocksolid prints:", *wrong[:20]]))


def objects(text: str) -> dict[Name, Tree]:
    """Return the objects of a YAML stream by kind, namespace and name; raise ValueError for one that occurs twice."""
    documents = [one for one in yaml.load_all(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader)) if one is not None]
    found = {(one["kind"], one["metadata"]["namespace"], one["metadata"]["name"]): one for one in documents}
    if len(found) < len(documents):
        raise ValueError("an object occurs twice")
    return found


def differences(one: Any, other: Any, path: str = "") -> Iterator[str]:
    """Yield each field that two trees do not have in common; 1, 1.0 and true are three values."""
    if isinstance(one, dict) and isinstance(other, dict):
        for key in {**one, **other}:
            yield from differences(one.get(key, MISSING), other.get(key, MISSING), f"{path}/{key}")
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for number, (left, right) in enumerate(zip(one, other, strict=True)):
            yield from differences(left, right, f"{path}[{number}]")
    elif type(one) is not type(other) or one != other:
        yield f"{path}: {_short(other)}, not {_short(one)}"


def _short(value: Any) -> str:
    return str(value)[:60]


if __name__ == "__main__":
    main(*sys.argv[1:])
