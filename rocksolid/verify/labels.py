"""Which label of a selector selects nobody, and what it was probably meant to be."""

from collections.abc import Mapping

from rocksolid.verify.cluster import Cluster
from rocksolid.verify.names import Names


class Labels:
    """The values of the labels on the pods of each namespace."""

    def __init__(self, cluster: Cluster) -> None:
        """Remember the cluster; its labels are looked at when something is asked."""
        self._cluster = cluster
        self._values: dict[tuple[str, str], Names] = {}

    def wrong(self, namespace: str, labels: Mapping[str, str]) -> tuple[str | None, str]:
        """Return the first of some labels that no pods of a namespace have, None if each is had by some, and a hint if there is one."""
        inside = self._cluster.inside(namespace)
        for key, value in labels.items():
            if not self._cluster.index.labelled({key: value}) & inside:
                return key, self._known(namespace, key).did_you_mean(value)
        return None, ""

    def _known(self, namespace: str, key: str) -> Names:
        if (namespace, key) not in self._values:
            pods = self._cluster.among(self._cluster.inside(namespace))
            self._values[namespace, key] = Names(w.labels[key] for w in pods if key in w.labels)
        return self._values[namespace, key]


def listed(labels: Mapping[str, str]) -> str:
    """Return labels for a sentence: `app: web, tier: front`."""
    return ", ".join(f"{key}: {value}" for key, value in labels.items())
