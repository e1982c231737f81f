"""What is compared: generated states, every way to render the blueprints, and published systems that lie elsewhere."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs

from compare.generate import state
from judges.objects import Tree
from systems import CASES, WITH_PLATFORM, read

HERE = Path(__file__).parent
FINDINGS = HERE / "findings"
STATES = 300
CONTROLLER = "ingress-nginx/ingress-nginx"
"""The workload that the analyser takes for the ingress controller."""
UPSTREAM: Mapping[str, Sequence[str]] = {
    "online-boutique": ("release-kubernetes-manifests.yaml", "network-policies/network-policy-*.yaml"),
    "robot-shop": ("rendered.yaml",),
}
"""The files of the published systems, by the folder in which each of them lies."""


@attrs.frozen
class Subject:
    """Objects of one cluster, by a name."""

    name: str
    documents: Sequence[Tree]

    @property
    def has_ingresses(self) -> bool:
        """Whether an ingress controller is led anywhere."""
        return any(each["kind"] == "Ingress" for each in self.documents)

    @property
    def without_ingresses(self) -> Sequence[Tree]:
        """The objects of which policies alone decide; with Ingresses, the analyser says of a controller only where these lead."""
        return [each for each in self.documents if each["kind"] != "Ingress"]


def states() -> Iterator[Subject]:
    """Yield the generated states."""
    return (Subject(str(number), state(number)) for number in range(STATES))


def blueprints() -> Iterator[Subject]:
    """Yield every way to render the blueprints, among others that live in the cluster."""
    return (Subject(str(case), [*case.documents, *surroundings()]) for case in (*CASES, *WITH_PLATFORM))


def upstream(folder: Path) -> Iterator[Subject]:
    """Yield the published systems with their own policies, among the same others."""
    for system, patterns in UPSTREAM.items():
        files = [file for pattern in patterns for file in sorted((folder / system).glob(pattern))]
        objects = [document for file in files for document in read(file.read_text(encoding="utf-8")) if document]
        yield Subject(system, [*objects, *surroundings()])


def surroundings() -> list[Tree]:
    """Return name servers, controllers, scrapers and a stranger: whom the policies of the systems mean, and whom they do not."""
    return read((HERE / "surroundings.yaml").read_text(encoding="utf-8"))


def findings(name: str) -> dict[str, dict[str, Any]]:
    """Return what the analyser said of a set of subjects: of each its `lines`, and the `routed` ones of the ingress controller."""
    text = (FINDINGS / f"{name}.jsonl").read_text(encoding="utf-8")
    return {told["name"]: told for told in map(json.loads, text.splitlines())}
