import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from rocksolid.verify.document import Text
from rocksolid.verify.verdict import verify

from cases import parts

BROKEN = sorted((Path(__file__).parent / "broken").glob("*.yaml"))
SYSTEMS = [
    list(yaml.safe_load_all(parts(case, "verify")[2])) for case in BROKEN if case.stem in {"sound", "address-unknown-config", "ingress-cut"}
]
JUNK: list[Any] = [None, True, -1, 10**20, 0.5, "", "8080", "a.b.svc:1", [], {}, [None], [{}], [[1]], {"a": {"b": 1}}]
"""What may stand anywhere in somebody's manifest."""


def places(tree: Any) -> Iterator[tuple[Any, Any]]:
    """Yield every place in a tree: what holds it, and its key or index there."""
    inside = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for step, value in inside:
        yield tree, step
        yield from places(value)


@settings(deadline=None)  # The first example reads the schemas.
@given(st.data())
def test_no_check_stumbles_over_any_tree(data: st.DataObject) -> None:
    """Whatever stands in whatever field, every check ends, and knows the place of what it says."""
    documents = copy.deepcopy(data.draw(st.sampled_from(SYSTEMS)))
    for junk in data.draw(st.lists(st.sampled_from(JUNK), min_size=1, max_size=4)):
        holder, step = data.draw(st.sampled_from(list(places(documents))))
        holder[step] = copy.deepcopy(junk)
    text = Text("case.yaml", "\n---\n".join(map(json.dumps, documents)))

    assert all(finding.spot.place().file == "case.yaml" for finding in verify([text]).findings if finding.spot)
