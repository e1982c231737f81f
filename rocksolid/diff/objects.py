"""The objects that come and those that go; a Job that is named by its template comes and goes with every change: that is a new run."""

import re
from collections.abc import Iterator

from rocksolid.diff.change import Change
from rocksolid.diff.sides import Sides, title
from rocksolid.verify.document import get
from rocksolid.verify.resource import Resource

_HASHED = re.compile(r"(.+)-[0-9a-f]{8}")


def objects(sides: Sides) -> Iterator[Change]:
    """Yield a line for every object that is on one side only: new runs, then what comes, then what goes."""
    before = {run: one for one in sides.gone if (run := _run(one))}
    after = {run: one for one in sides.come if (run := _run(one))}
    runs = [run for run in after if run in before]
    again = {id(side[run]) for side in (before, after) for run in runs}
    for run in runs:
        message = f"a new run: {before[run].name} was the last one; a Job is named by its template, which has changed"
        yield Change("objects", "changes", title(after[run]), message)
    for word, some in (("is new", sides.come), ("is gone", sides.gone)):
        for one in some:
            if id(one) not in again:
                yield Change("objects", "changes", title(one), word)


def _run(one: Resource) -> tuple[str, str] | None:
    """Return the namespace of a Job that is named by its template, and its name without the hash; None for any other object."""
    named = _HASHED.fullmatch(one.name)
    ours = get(one.content, "metadata", "labels", "app.kubernetes.io/managed-by") == "rocksolid"
    return (one.namespace, named[1]) if named and ours and (one.group, one.kind) == ("batch", "Job") else None
