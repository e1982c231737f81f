"""The objects that come and those that go; a Job that is named by its template comes and goes with every change: that is a new run."""

from collections.abc import Iterator

from rocksolid.diff.change import Change
from rocksolid.diff.pairs import pairs
from rocksolid.diff.sides import Sides, run_of, title
from rocksolid.diff.updates.leaving import is_missed


def objects(sides: Sides) -> Iterator[Change]:
    """Yield a line for every object that is on one side only: new runs, then what comes, then what goes, but for what others tell."""
    before = {run: one for one in sides.gone if (run := run_of(one))}
    after = {run: one for one in sides.come if (run := run_of(one))}
    runs = [run for run in after if run in before]
    told = {id(side[run]) for side in (before, after) for run in runs} | _told(sides)
    for run in runs:
        message = f"a new run: {before[run].name} was the last one; a Job is named by its template, which has changed"
        yield Change("objects", "changes", title(after[run]), message)
    for word, some in (("is new", sides.come), ("is gone", sides.gone)):
        for one in some:
            if id(one) not in told:
                yield Change("objects", "changes", title(one), word)


def _told(sides: Sides) -> set[int]:
    """Return the objects of which the calls tell that they come or go, or the updates what is lost with them."""
    known = sides.once(pairs)
    old, new = {pair.old for pair in known}, {pair.new for pair in known}
    workloads = [w for side, kept in ((sides.old, old), (sides.new, new)) for w in side.workloads if w not in kept]
    return {id(w.resource) for w in workloads} | {id(one) for one in sides.gone if is_missed(one)}
