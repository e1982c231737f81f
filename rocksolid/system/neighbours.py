"""Apps that are not rendered, but whose blueprints tell the ports that a dependency on them opens."""

from collections.abc import Iterator

from rocksolid.finding import Finding
from rocksolid.language.drafts import Draft, structure
from rocksolid.language.gather import Gathered
from rocksolid.system.workload import Workload


class Neighbours:
    """Finds neighbours by namespace and name; their blueprints are only read when one is asked for."""

    def __init__(self, gathered: Gathered, report: list[Finding]) -> None:
        """Remember where to look."""
        self._gathered, self._report = gathered, report
        self._drafts: dict[str, list[Draft]] | None = None
        self._workloads: dict[Draft, Workload | None] = {}

    def __call__(self, namespace: str | None, name: str) -> list[Workload]:
        """Return the neighbours of a namespace and name whose blueprints can be read, in the order of the files."""
        candidates = (self._workload(draft) for draft in self._by_name().get(name, ()))
        return [w for w in candidates if w and (w.namespace, w.app.name) == (namespace, name)]

    def every(self) -> Iterator[Workload]:
        """Yield all neighbours whose blueprints can be read."""
        found = (self._workload(draft) for drafts in self._by_name().values() for draft in drafts)
        yield from (w for w in found if w)

    def _by_name(self) -> dict[str, list[Draft]]:
        if self._drafts is None:
            self._drafts = {}
            for draft in self._gathered.neighbours(self._report):
                self._drafts.setdefault(draft.name or "", []).append(draft)
        return self._drafts

    def _workload(self, draft: Draft) -> Workload | None:
        if draft not in self._workloads:
            decided = structure(draft, self._gathered.request.environment, self._report)
            found = Workload(*decided, draft.platform.platform, platform_source=draft.platform.source) if decided else None
            self._workloads[draft] = found
        return self._workloads[draft]
