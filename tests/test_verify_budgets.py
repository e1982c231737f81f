import copy
import json
import math
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from rocksolid.finding import Finding
from rocksolid.verify.budgets import Drain, coverage, drainable
from rocksolid.verify.checks.budgets import budgets
from rocksolid.verify.cluster import Cluster
from rocksolid.verify.document import Document, Text
from rocksolid.verify.reading import read
from rocksolid.verify.resource import Resource

from shop import DATA, Tree

SNAPSHOTS = sorted((Path(__file__).parents[1] / "snapshots").glob("*.yaml"))
VERDICTS = [json.loads(line) for line in (DATA / "budget-verdicts.jsonl").read_text(encoding="utf-8").splitlines()]
ALWAYS = {"unhealthyPodEvictionPolicy": "AlwaysAllow"}
UNSCALED = ("DaemonSet", "Job", "CronJob")


def app(name: str, replicas: Any = 1, kind: str = "Deployment", namespace: str = "shop") -> Tree:
    """Return a workload whose pods have the labels `app: NAME` and `system: shop`."""
    labels = {"app": name, "system": "shop"}
    spec = {"replicas": replicas, "selector": {"matchLabels": {"app": name}}, "template": {"metadata": {"labels": labels}}}
    match kind:
        case "Pod":
            return {"apiVersion": "v1", "kind": kind, "metadata": {"name": name, "namespace": namespace, "labels": labels}}
        case "CronJob":
            spec = {"jobTemplate": {"spec": spec}}
    group = "batch/v1" if kind in {"Job", "CronJob"} else "apps/v1"
    return {"apiVersion": group, "kind": kind, "metadata": {"name": name, "namespace": namespace}, "spec": spec}


def budget(name: str = "budget", *, selector: Any = None, **spec: Any) -> Tree:
    """Return a budget for the app of its name, or with a selector of its own."""
    chosen = selector if selector is not None else {"matchLabels": {"app": name}}
    content = {**ALWAYS, "selector": chosen, **spec}
    return {"apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": {"name": name, "namespace": "shop"}, "spec": content}


def scaler(name: str, least: Any, most: Any, kind: str = "Deployment") -> Tree:
    """Return an autoscaler of a workload."""
    spec = {"scaleTargetRef": {"kind": kind, "name": name}, "minReplicas": least, "maxReplicas": most}
    return {
        "apiVersion": "autoscaling/v2",
        "kind": "HorizontalPodAutoscaler",
        "metadata": {"name": name, "namespace": "shop"},
        "spec": spec,
    }


def plain(*objects: Tree) -> Cluster:
    """Return the cluster of some objects as they are, without a text."""
    return Cluster(tuple(Resource(Document(Text("a.yaml", ""), 1, 2, one), (), one) for one in objects))


def said(*objects: Tree) -> list[Finding]:
    """Return the findings of the check about some objects, read from a text."""
    text = "\n---\n".join(json.dumps(one, indent=1) for one in objects)
    return list(budgets(Cluster(tuple(read([Text("a.yaml", text)], [])))))


def codes(*objects: Tree) -> list[str]:
    """Return the codes of the findings about some objects."""
    return [finding.code for finding in said(*objects)]


def allowed(*objects: Tree) -> int | None:
    """Return what the only budget of some objects lets go at once."""
    (one,) = coverage(plain(*objects)).budgets
    return one.allowed()


def drains(*objects: Tree) -> dict[str, str]:
    """Return what a drain meets, by workload."""
    return {drain.w.resource.name: drain.trouble for drain in drainable(plain(*objects))}


@pytest.mark.parametrize("verdict", VERDICTS, ids=[verdict["name"] for verdict in VERDICTS])
def test_agrees_with_a_real_cluster(verdict: Tree) -> None:
    """A disruption controller let as many go, and the server evicted accordingly: none where we say that the budget blocks."""
    labels = {"app.kubernetes.io/name": "web"}
    web = {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "web"},
        "spec": {"replicas": verdict["replicas"], "template": {"metadata": {"labels": labels}}},
    }
    (one,) = coverage(plain(web, verdict["budget"])).budgets
    found = codes(web, verdict["budget"])

    assert ("budget-blocks" in found) is (verdict["evicted"] == 0)
    assert ("budget-covers-nothing" in found) is (verdict["refused"] == 0 and verdict["allowed"] == 0)
    assert one.covered == 0 or one.allowed() == verdict["allowed"]
    assert one.covered == 0 or min(verdict["allowed"], verdict["replicas"]) == verdict["evicted"]


amounts = st.integers(0, 9) | st.integers(0, 100).map("{}%".format)
kinds = st.sampled_from(["Deployment", "StatefulSet", "ReplicaSet", "Pod", "DaemonSet", "Job", "CronJob"])
systems = st.lists(st.tuples(kinds, st.integers(0, 7)), min_size=1, max_size=4)
fields = st.sampled_from(["minAvailable", "maxUnavailable"])


def controlled(system: list[tuple[str, int]], field: str, amount: Any) -> int:
    """Return what the controller lets go, pod by pod and in its own words; a Job and the like is one pod here."""
    pods = [(kind, index) for index, (kind, number) in enumerate(system) for _ in range(number if kind not in {"Pod", *UNSCALED} else 1)]
    controllers = {(kind, index) for kind, index in pods if kind != "Pod"}
    if field == "maxUnavailable" or isinstance(amount, str):
        if any(kind in UNSCALED for kind, _ in controllers):
            return 0  # The controller fails, and the budget is set to allow nothing.
        expected = sum(system[index][1] for _, index in controllers)
    else:
        expected = len(pods)
    number = math.ceil(Fraction(amount.removesuffix("%")) * expected / 100) if isinstance(amount, str) else amount
    desired = number if field == "minAvailable" else max(0, expected - number)
    return max(0, len(pods) - desired) if expected > 0 else 0


@given(systems, fields, amounts)
def test_counts_as_the_controller_counts(system: list[tuple[str, int]], field: str, amount: Any) -> None:
    """Whatever one budget covers, it lets go what a pod by pod account of the controller lets go, or says that nobody can know."""
    objects = [app(f"a{index}", number, kind) for index, (kind, number) in enumerate(system)]
    (one,) = coverage(plain(*objects, budget(selector={}, **{field: amount}))).budgets
    unscaled = any(kind in UNSCALED for kind, _ in system)

    assert one.allowed() == (None if unscaled else controlled(system, field, amount))
    if one.without_scale:
        assert controlled(system, field, amount) == 0
    if unscaled:
        assert bool(one.without_scale) is (field == "maxUnavailable" or isinstance(amount, str))


@pytest.mark.parametrize(
    ("say", "replicas", "gone"),
    [
        ({"maxUnavailable": 1}, 1, 1),
        ({"maxUnavailable": "1%"}, 1, 1),
        ({"maxUnavailable": "0%"}, 9, 0),
        ({"maxUnavailable": "34%"}, 3, 2),
        ({"maxUnavailable": 5}, 3, 3),
        ({"minAvailable": "34%"}, 3, 1),
        ({"minAvailable": "67%"}, 3, 0),
        ({"minAvailable": "100%"}, 9, 0),
        ({"minAvailable": 0}, 3, 3),
        ({"minAvailable": 9}, 3, 0),
        ({}, 3, 0),
    ],
)
def test_percentages_of_both_fields_round_up(say: Tree, replicas: int, gone: int) -> None:
    """So a small percentage that may be missing is one pod, and one that must be there is one pod more."""
    assert allowed(app("budget", replicas), budget(**say)) == gone


@pytest.mark.parametrize("kind", ["Deployment", "StatefulSet", "ReplicaSet"])
def test_missing_replicas_are_one(kind: str) -> None:
    """Kubernetes makes one pod where nothing is said, and an autoscaler keeps one at least."""
    assert allowed(app("budget", None, kind), budget(minAvailable=1)) == 0
    assert allowed(app("budget", 5, kind), scaler("budget", None, 5, kind), budget(minAvailable=1)) == 0
    assert allowed(app("budget", 1, kind), scaler("budget", 4, 5, kind), budget(minAvailable=1)) == 3


@pytest.mark.parametrize("replicas", ["3", 2.5, True, -1, [], {}])
def test_what_is_no_number_is_not_counted(replicas: Any) -> None:
    """Nothing is said about a budget over pods that nobody can count, and it is not promised to be sound."""
    assert allowed(app("budget", replicas), budget(maxUnavailable=0)) is None
    assert codes(app("budget", replicas), budget(maxUnavailable=0)) == []
    assert drains(app("budget", replicas), app("b", 2), budget(selector={}, maxUnavailable=1)) == {
        "b": "PodDisruptionBudget/budget covers pods that cannot be counted"
    }


def test_all_workloads_under_a_budget_add_up() -> None:
    """Two apps of two and one replicas are three pods, of which 50 % are two; those of another namespace are not among them."""
    objects = (app("a", 2), app("b", 1, "StatefulSet"), app("c", 9, namespace="elsewhere"))
    found, _ = said(*objects, budget(selector={"matchLabels": {"system": "shop"}}, minAvailable="70%"))

    assert allowed(*objects, budget(selector={}, minAvailable="50%")) == 1
    assert found.message.endswith("minAvailable: 70% needs 3 pods ready, and Deployment/a and StatefulSet/b have 3")
    assert [text for _, text in found.related] == ["Deployment/a has 2", "StatefulSet/b has 1"]


def test_an_app_that_is_switched_off_has_nothing_to_drain() -> None:
    """No pods, no complaint: neither that they may not go, nor that they have no budget."""
    assert codes(app("budget", 0), budget(minAvailable=1)) == []
    assert codes(app("a", 0), app("b", 1)) == []


def test_an_empty_selector_is_every_pod_and_none_is_no_pod() -> None:
    """In policy/v1 `{}` covers the whole namespace, a null covers nothing, and no budget covers another namespace."""
    everyone, nobody = budget(selector={}, maxUnavailable=1), budget(maxUnavailable=1)
    del nobody["spec"]["selector"]

    assert codes(app("a", 2), app("b", 2), everyone) == []
    assert codes(app("a", 1), nobody) == ["budget-covers-nothing"]
    (found,) = said(app("budget", 1, namespace="elsewhere"), app("a", 1), budget(maxUnavailable=1))
    assert (found.code, found.hint) == ("budget-covers-nothing", "namespace: elsewhere")


def test_pods_that_no_file_holds_may_be_covered() -> None:
    """Where the files hold no workload of a budget's namespace, nobody knows whom its selector selects; without one it is nobody."""
    assert codes(app("budget", 1, namespace="elsewhere"), budget(maxUnavailable=1)) == []
    assert codes(budget(maxUnavailable=1)) == []
    nobody = budget(maxUnavailable=1)
    del nobody["spec"]["selector"]
    assert codes(nobody) == ["budget-covers-nothing"]


@pytest.mark.parametrize("amount", ["1", "1.5%", "101%", "-1%", "one", -1, 1.5, True, [], {}])
@pytest.mark.parametrize("field", ["minAvailable", "maxUnavailable"])
def test_of_what_the_server_refuses_nothing_else_is_said(field: str, amount: Any) -> None:
    """A number in quotes is no number of pods; another check says so."""
    assert codes(app("budget", 2), budget(**{field: amount})) == []
    assert drains(app("budget", 2), budget(**{field: amount})) == {"budget": "the server refuses PodDisruptionBudget/budget"}


def test_both_fields_are_refused() -> None:
    """They exclude each other; a null does not count."""
    both = {"minAvailable": 1, "maxUnavailable": 1}
    assert drains(app("budget", 2), budget(**both)) == {"budget": "the server refuses PodDisruptionBudget/budget"}
    assert drains(app("budget", 3), budget(**{**both, "maxUnavailable": None})) == {"budget": ""}


@pytest.mark.parametrize("kind", UNSCALED)
def test_without_a_scale_only_pods_can_be_counted(kind: str) -> None:
    """Percentages and maxUnavailable fail for the whole budget; a number of pods that must be ready is fine."""
    covered = (app("a", kind=kind), app("b", 5))
    (found,) = said(*covered, budget(selector={}, maxUnavailable=2))

    assert found.code == "budget-without-scale"
    assert f"{kind}/a says none" in found.message
    assert found.hint == "narrow the selector"
    assert codes(*covered, budget(selector={}, minAvailable="10%")) == ["budget-without-scale"]
    assert codes(*covered, budget(selector={}, minAvailable=1)) == []
    assert drains(*covered, budget(selector={}, maxUnavailable=2))["b"] == "PodDisruptionBudget/budget covers pods that cannot be counted"


def test_pods_without_an_owner_count_as_pods_only() -> None:
    """Alone they are no replicas of anybody; beside an app they are let go like its own; a pod with an unknown owner is not judged."""
    pod, owned = app("a", kind="Pod"), app("a", kind="Pod")
    owned["metadata"]["ownerReferences"] = [{"kind": "ReplicaSet", "name": "a-5d4f"}]

    assert codes(pod, budget("a", maxUnavailable=1)) == ["budget-without-scale"]
    assert codes(pod, budget("a", minAvailable=1)) == ["budget-blocks"]
    assert codes(pod, budget("a", minAvailable=0)) == []
    assert allowed(pod, app("b", 3), budget(selector={}, maxUnavailable=1)) == 2
    assert codes(owned, budget("a", maxUnavailable=1)) == []
    assert codes(owned, budget("a", minAvailable=1)) == []


def test_each_pod_has_one_budget() -> None:
    """Of three budgets over the same pods, each but the first is an error that shows an earlier one."""
    third = budget("third", selector={"matchExpressions": [{"key": "app", "operator": "In", "values": ["a", "c"]}]}, maxUnavailable=1)
    objects = (app("a", 2), app("b", 2), app("c", 2), app("d", 2), app("e", 2))
    found = said(*objects, budget("a", maxUnavailable=1), budget("all", selector={}, maxUnavailable=1), third)

    assert [finding.code for finding in found] == ["budgets-overlap", "budgets-overlap"]
    assert "PodDisruptionBudget/all and PodDisruptionBudget/a cover the same pods, those of Deployment/a:" in found[0].message
    assert (
        "PodDisruptionBudget/third and PodDisruptionBudget/a cover the same pods, those of Deployment/a and Deployment/c:"
        in found[1].message
    )
    assert (
        said(*objects, budget("x", selector={}, maxUnavailable=1), budget("y", selector={}, maxUnavailable=1))[0].message.count(
            "Deployment/"
        )
        == 3
    )


def test_replicas_without_a_budget_get_one_to_paste() -> None:
    """What is pasted is the only thing that was missing."""
    (found,) = said(app("web", 2), app("single", 1), app("each", 2, "DaemonSet"))
    mended = yaml.safe_load(found.hint)

    assert found.code == "no-budget"
    assert codes(app("web", 2), mended) == []
    assert drains(app("web", 2), mended) == {"web": ""}


def test_a_budget_may_keep_pods_that_are_not_ready_if_it_says_so() -> None:
    """Left out it is a note, because nobody decided it; then a drain is not promised to end either."""
    silent, decided = budget(maxUnavailable=1), budget(maxUnavailable=1, unhealthyPodEvictionPolicy="IfHealthyBudget")
    del silent["spec"]["unhealthyPodEvictionPolicy"]

    assert codes(app("budget", 2), silent) == ["budget-unhealthy"]
    assert codes(app("budget", 2), decided) == []
    assert drains(app("budget", 2), silent) == drains(app("budget", 2), decided)
    assert drains(app("budget", 2), silent) == {"budget": "PodDisruptionBudget/budget holds pods that are not ready"}


@pytest.mark.parametrize(
    ("objects", "trouble"),
    [
        ((), "no budget covers it, so all its pods may go at once"),
        ((budget("a", maxUnavailable=1),), ""),
        ((budget("a", maxUnavailable="34%"),), ""),
        ((budget("a", minAvailable=1),), ""),
        ((budget("a", minAvailable=2),), ""),
        ((budget("a", minAvailable=3),), "PodDisruptionBudget/a lets no pod go"),
        ((budget("a"),), "PodDisruptionBudget/a lets no pod go"),
        ((budget("a", maxUnavailable=3),), "PodDisruptionBudget/a lets all 3 pods go at once"),
        ((budget("a", maxUnavailable="70%"),), "PodDisruptionBudget/a lets all 3 pods go at once"),
        (
            (budget("a", maxUnavailable=1), budget("b", selector={}, maxUnavailable=1)),
            "more than one budget covers it, so none of its pods can be evicted",
        ),
        ((app("b", 1), budget("a", selector={}, minAvailable=2)), ""),
        ((app("b", 2), budget("a", selector={}, minAvailable=2)), "PodDisruptionBudget/a lets all 3 pods go at once"),
        ((app("b", 1), scaler("b", 1, 9), budget("a", selector={}, minAvailable=2)), "PodDisruptionBudget/a lets all 3 pods go at once"),
        ((scaler("a", 3, 9), budget("a", minAvailable=2)), ""),
        ((scaler("a", 2, 9), budget("a", minAvailable=2)), "PodDisruptionBudget/a lets no pod go"),
    ],
)
def test_what_a_drain_meets(objects: tuple[Tree, ...], trouble: str) -> None:
    """An app of three replicas survives a drain that must leave one of them, and may take one."""
    assert drains(app("a", 3), *objects)["a"] == trouble


def test_only_apps_that_can_survive_a_drain_are_asked_about() -> None:
    """One replica, one pod on each node, and a job are no promise."""
    others = (app("b", 1), app("c", 5, "DaemonSet"), app("d", 5, "Job"), app("e", kind="Pod"), app("f", 9))

    assert list(drains(app("a", 2), *others, scaler("f", 1, 9))) == ["a"]


def drained(system: list[tuple[str, int]], target: int, field: str, amount: Any) -> str:
    """Return what really happens: the target's pods are evicted one by one, and none is ready again before all were tried."""
    left = system[target][1]
    for _ in range(left):
        gone = system[target][1] - left
        if controlled(system, field, amount) - gone <= 0:
            break
        left -= 1
    return "stops" if left == 0 else "blocks" if left == system[target][1] else "goes on"


@given(st.lists(st.tuples(st.sampled_from(["Deployment", "StatefulSet"]), st.integers(2, 6)), min_size=1, max_size=3), fields, amounts)
def test_a_safe_drain_is_one_that_goes_on(system: list[tuple[str, int]], field: str, amount: Any) -> None:
    """What is promised is what an eviction of pod after pod comes to."""
    objects = [app(f"a{index}", number, kind) for index, (kind, number) in enumerate(system)]
    met = drainable(plain(*objects, budget(selector={}, **{field: amount})))

    assert [drain.safe for drain in met] == [drained(system, target, field, amount) == "goes on" for target in range(len(system))]


def test_no_drain_stops_an_app_of_ours() -> None:
    """Each app of two or more replicas in the snapshots is safe, and no budget there gives anything to say."""
    objects = [one for file in SNAPSHOTS for one in yaml.load_all(file.read_text(encoding="utf-8"), yaml.CSafeLoader)]
    alone = [plain(*(one for one in yaml.load_all(file.read_text(encoding="utf-8"), yaml.CSafeLoader))) for file in SNAPSHOTS]
    found: list[Drain] = [drain for cluster in alone for drain in drainable(cluster)]

    assert len(found) > 10
    assert [drain.trouble for drain in found if not drain.safe] == []
    assert len({one["metadata"]["name"] for one in objects if one["kind"] == "PodDisruptionBudget"}) > 10
    assert [finding.message for cluster in alone for finding in budgets(cluster)] == []


ODD = [None, 0, 2**63, "", "x", True, 1.5, [], {}, [[]], [None], [{}], {"a": []}, [{"key": []}]]
WHOLE = [
    app("a", 2),
    app("b", 1, "CronJob"),
    app("c", kind="Pod"),
    scaler("a", 2, 3),
    budget("a", maxUnavailable=1),
    budget(
        "all",
        selector={"matchLabels": {"app": "a"}, "matchExpressions": [{"key": "app", "operator": "In", "values": ["a"]}]},
        minAvailable="50%",
    ),
]


def everything(tree: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the path of everything in a tree."""
    for step, value in tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ():
        yield (*path, step)
        yield from everything(value, (*path, step))


@pytest.mark.parametrize("path", [path for path in everything(WHOLE) if len(path) > 1], ids=str)
def test_nothing_is_too_odd(path: tuple[str | int, ...]) -> None:
    """Any value in any field is judged: what has the wrong shape is for the schema to say."""
    for odd in ODD:
        trees = copy.deepcopy(WHOLE)
        around: Any = trees
        for step in path[:-1]:
            around = around[step]
        around[path[-1]] = odd
        assert all(finding.message for finding in budgets(plain(*trees)))
        assert all(isinstance(drain.trouble, str) for drain in drainable(plain(*trees)))
