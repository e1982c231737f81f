"""The environment variables of containers whose values stand in the objects, in plain words or in a ConfigMap."""

from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from rocksolid.verify.cluster import Cluster, Workload
from rocksolid.verify.document import YamlSpot, get, tables
from rocksolid.verify.resource import strings


@attrs.frozen(eq=False)
class Variable:
    """A variable of a workload's container: its value, and where that stands."""

    workload: Workload
    name: str
    value: str
    spot: YamlSpot


Source = tuple[str, str, str | None, str]
"""What a container takes from a ConfigMap: its namespace and name, the key (None: every key), and the variable (or its prefix)."""


def variables(cluster: Cluster) -> Iterator[Variable]:
    """Yield the variables of all containers; what several workloads take from one ConfigMap is the first one's."""
    sources: dict[Source, Workload] = {}
    for w in cluster.workloads:
        for path, container in w.containers:
            for index, entry in tables(container, "env"):
                if isinstance(value := entry.get("value"), str):
                    yield Variable(w, str(entry.get("name")), value, w.at("spec", *path, "env", index, "value"))
            for source in _sources(w.namespace, container):
                sources.setdefault(source, w)
    yield from _of_maps(cluster, sources)


def _sources(namespace: str, container: Mapping[str, Any]) -> Iterator[Source]:
    for _, entry in tables(container, "env"):
        if reference := get(entry, "valueFrom", "configMapKeyRef"):
            yield namespace, str(get(reference, "name")), str(get(reference, "key")), str(entry.get("name"))
    for _, entry in tables(container, "envFrom"):
        yield namespace, str(get(entry, "configMapRef", "name")), None, str(entry.get("prefix") or "")


def _of_maps(cluster: Cluster, sources: Mapping[Source, Workload]) -> Iterator[Variable]:
    maps = {(one.namespace, one.name): one for one in cluster.of_kind("ConfigMap")}
    for (namespace, name, key, called), w in sources.items():
        found = maps.get((namespace, name))
        data = strings(get(found.content, "data")) if found else {}
        for one, value in data.items():
            if found and key in {None, one}:
                yield Variable(w, called if key else called + one, value, found.at("data", one))
