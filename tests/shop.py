"""A small system with which every judge is content, and how to change it in one place."""

import copy
from pathlib import Path
from typing import Any

import yaml

Tree = dict[str, Any]

DATA = Path(__file__).parent / "data"
GONE = object()


def read(text: str) -> list[Tree]:
    """The objects of a YAML stream."""
    return [document for document in yaml.safe_load_all(text) if document]


SHOP = read((DATA / "shop.yaml").read_text())


def changed(which: str, path: str, value: Any) -> list[Tree]:
    """The shop with one change: in "Kind/name", at a path of words, a value instead, or GONE."""
    documents = copy.deepcopy(SHOP)
    put(next(each for each in documents if f"{each['kind']}/{each['metadata']['name']}" == which), path, value)
    return documents


def put(tree: Any, path: str, value: Any) -> None:
    """Write or delete what stands at a path of words; a number is a place in a list, and one past its end appends."""
    *steps, last = [int(step) if step.isdigit() else step for step in path.split()]
    for step in steps:
        tree = tree[step] if isinstance(step, int) else tree.setdefault(step, {})
    if value is GONE:
        del tree[last]
    elif isinstance(last, int) and last == len(tree):
        tree.append(value)
    else:
        tree[last] = value
