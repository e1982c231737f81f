"""What the systems in `blueprints/` become: the same as before (`snapshots/`), and right (`facts/` and the judges)."""

from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode
from syrupy.location import PyTestLocation
from syrupy.types import SnapshotIndex

from judges.objects import Tree, at, name, pods
from judges.reach import ANYWHERE, egress_to_outside, from_outside, open_to_dns, reach
from judges.references import dangling
from judges.restricted import violations
from judges.schema import complaints
from systems import CASES, PLAIN, ROOT, WITH_PLATFORM, Case, compiled, split, summary

SNAPSHOTS = ROOT / "snapshots"
EVERY = [*CASES, *WITH_PLATFORM]
RESTRICTED = {"run-as-non-root", "capabilities", "seccomp"}
ELSEWHERE = ("Secret/*", "ConfigMap/kube-root-ca.crt")

of_each_system = pytest.mark.parametrize("case", PLAIN, ids=str)
in_each_environment = pytest.mark.parametrize("case", CASES, ids=str)
in_every_way = pytest.mark.parametrize("case", EVERY, ids=str)


class Manifests(SingleFileSnapshotExtension):
    """Keeps a snapshot in `snapshots/`, as a YAML file that can be applied as it is."""

    file_extension = "yaml"
    _write_mode = WriteMode.TEXT

    @classmethod
    def dirname(cls, *, test_location: PyTestLocation) -> str:  # noqa: ARG003 - syrupy's signature.
        """The directory of all snapshots."""
        return str(SNAPSHOTS)

    @classmethod
    def get_file_basename(cls, *, test_location: PyTestLocation, index: SnapshotIndex) -> str:  # noqa: ARG003 - as above.
        """The name of the case: what pytest writes in brackets."""
        return test_location.testname.partition("[")[2].removesuffix("]")

    @classmethod
    def matches_test_location(cls, *, test_location: PyTestLocation, snapshot_location: str) -> bool:
        """Whether a file is the snapshot of a test."""
        return cls.get_file_basename(test_location=test_location, index=0) == Path(snapshot_location).stem


@in_every_way
def test_becomes_its_snapshot(case: Case, snapshot: SnapshotAssertion) -> None:
    """Nothing changes unseen; a snapshot of the platform holds only what the platform adds to its apps."""
    written = split(case.text)
    if case.platform_objects:
        apps = set(split(Case(case.system).text))
        written = [document for document in written if document not in apps]
    assert "".join(written) == snapshot(extension_class=Manifests)


def test_snapshots_are_of_blueprints() -> None:
    """Every snapshot is one that a test compares."""
    assert {file.stem for file in SNAPSHOTS.iterdir()} == {str(case) for case in EVERY}


@in_each_environment
def test_runs_what_its_owners_run(case: Case) -> None:
    """Workloads are those of the owners: image, replicas, ports, variables, readiness, resources, user, volumes, init containers."""
    nothing: Tree = {"ports": [], "env": {}, "volumes": {}, "init": {}}
    there = case.facts.get("environments", {}).get(case.environment, {})
    told = {app: nothing | facts | there.get(app, {}) for app, facts in case.facts["workloads"].items()}
    seen = {name(pod.workload): summary(pod) for pod in pods(case.documents)}
    assert seen.keys() == told.keys()
    assert {app: {fact: seen[app][fact] for fact in facts} for app, facts in told.items()} == told


@in_each_environment
def test_scales_where_its_owners_do(case: Case) -> None:
    """Where load decides about replicas, an autoscaler keeps them between the owners' numbers."""
    scalers = [document for document in case.documents if document["kind"] == "HorizontalPodAutoscaler"]
    seen = {name(scaler): [scaler["spec"]["minReplicas"], scaler["spec"]["maxReplicas"]] for scaler in scalers}
    assert seen == case.facts.get("scale", {}).get(case.environment, {})


@of_each_system
def test_keeps_the_order_of_variables(case: Case) -> None:
    """The addresses of neighbours come first; among themselves, these and all others stand as their owners wrote them."""
    for pod in pods(case.documents):
        told: dict[str, Any] = case.facts["workloads"][name(pod.workload)].get("env", {})
        called = [callee for caller, callee, _ in case.facts["calls"] if caller == name(pod.workload)]
        addresses = [variable for variable, value in told.items() if isinstance(value, str) and any(callee in value for callee in called)]
        assert list(summary(pod)["env"]) == [*addresses, *(variable for variable in told if variable not in addresses)]


@of_each_system
def test_has_the_services_of_its_owners(case: Case) -> None:
    """Each Service has the owners' name and port numbers, and leads to the owners' pod ports; ours alone are those of replicas."""
    numbers = {name(pod.workload): {called: number for _, called, number in pod.ports()} for pod in pods(case.documents)}
    seen = {
        name(service): {
            str(port["port"]): numbers[at(service, "spec", "selector")["app.kubernetes.io/instance"]][port["targetPort"]]
            for port in service["spec"]["ports"]
        }
        for service in case.documents
        if service["kind"] == "Service" and not name(service).endswith("-peers")
    }
    assert seen == case.facts["services"]


@in_each_environment
def test_opens_the_declared_calls_and_no_others(case: Case) -> None:
    """Who can reach whom, read from the policies alone, are the owners' calls on the ports that they use."""
    space = case.compiled.system.workloads[0].namespace
    assert reach(case.documents) == {
        (f"{space}/{client}", f"{space}/{server}", "TCP", port) for client, server, port in case.facts["calls"]
    }


@in_each_environment
def test_every_workload_finds_names(case: Case) -> None:
    """Each workload may ask the name server: without it no other call works."""
    assert open_to_dns(case.documents) == {pod.name for pod in pods(case.documents)}


@in_each_environment
def test_leaves_the_cluster_where_declared(case: Case) -> None:
    """Calls to addresses are those that the owners need, on their ports; the internet never includes the cluster's own networks."""
    seen = egress_to_outside(case.documents)
    assert sorted({(client.rpartition("/")[2], "internet" if to in ANYWHERE else to, port) for client, to, _, _, port in seen}) == sorted(
        tuple(each) for each in case.facts["outside"]
    )
    assert all("10.0.0.0/8" in without for _, to, without, _, _ in seen if to == "0.0.0.0/0")


@in_each_environment
def test_lets_in_from_outside_what_is_exposed(case: Case) -> None:
    """The ingress controller and the scraper reach the ports that are theirs, a stranger none, addresses those of a balancer."""
    for space, labels, servers in (*case.facts["pods_from_outside"], ("elsewhere", {}, [])):
        seen = from_outside(case.documents, space, labels)
        assert sorted((server.rpartition("/")[2], port) for server, _, port in seen) == [tuple(server) for server in servers]
    assert sorted(_blocks(case.documents)) == [tuple(each) for each in case.facts["addresses_from_outside"]]


def _blocks(documents: list[Tree]) -> set[tuple[str, str, int]]:
    """Every hole for addresses: workload, CIDR and port."""
    return {
        (name(policy), peer["ipBlock"]["cidr"], port["port"])
        for policy in documents
        if policy["kind"] == "NetworkPolicy"
        for rule in policy["spec"]["ingress"]
        for peer in rule["from"]
        for port in rule["ports"]
        if "ipBlock" in peer
    }


@pytest.mark.parametrize("version", [f"1.{minor}" for minor in range(32, 38)])
@in_every_way
def test_is_valid_for_every_version(case: Case, version: str, tmp_path: Path) -> None:
    """Every object is one that the targeted Kubernetes version reads, without a field that it does not know."""
    told = (case.folder / "platform.toml").read_text().replace('kubernetes = "1.36"', f'kubernetes = "{version}"')
    (tmp_path / "platform.toml").write_text(told)
    assert f'"{version}"' in told
    assert complaints(compiled(case, str(tmp_path / "platform.toml")).objects, version) == []


@in_every_way
def test_is_restricted_but_for_waivers(case: Case) -> None:
    """A pod fails Pod Security "restricted" exactly where its app carries a waiver from what that level asks for."""
    waived = {w.name for w in case.compiled.system.workloads if RESTRICTED & {waiver.rule for waiver in w.app.waivers}}
    assert {name(pod.workload) for pod in pods(case.documents) if violations([pod.workload])} == waived


@in_every_way
def test_names_nothing_that_is_not_there(case: Case) -> None:
    """Selectors, ports, volumes, accounts and contents all exist; Secrets come from others, and the CA's certificate from Kubernetes."""
    assert dangling(case.documents, ELSEWHERE) == []
