"""Apps that are not rendered, but whose blueprints tell the ports that a dependency on them opens."""

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
        self._found: dict[tuple[str | None, str], list[Workload]] = {}

    def __call__(self, namespace: str | None, name: str) -> list[Workload]:
        """Return the neighbours of a namespace and name whose blueprints can be read, in the order of the files."""
        place = (namespace, name)
        if place not in self._found:
            candidates = (self._workload(draft) for draft in self._named(name))
            self._found[place] = [w for w in candidates if w and (w.namespace, w.app.name) == place]
        return self._found[place]

    def _named(self, name: str) -> list[Draft]:
        if self._drafts is None:
            self._drafts = {}
            for draft in self._gathered.neighbours(self._report):
                self._drafts.setdefault(draft.name or "", []).append(draft)
        return self._drafts.get(name, [])

    def _workload(self, draft: Draft) -> Workload | None:
        decided = structure(draft, self._gathered.request.environment, self._report)
        return Workload(*decided, draft.platform.platform, platform_source=draft.platform.source) if decided else None
