import pytest
from rocksolid.diff.change import Effect
from rocksolid.diff.compare import of_topic

from sides import SHOP, Edit, edited, said, sides

SCALER = """---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web, namespace: shop}
spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, minReplicas: 2, maxReplicas: 5}
"""
POD, SPEC, WEB = "      serviceAccountName: web\n", "  replicas: 2\n", "          image: registry.example.com/web:1.0.0\n"
OWN = "{labelSelector: {matchLabels: {app.kubernetes.io/name: web}}, topologyKey: topology.kubernetes.io/zone"
BUDGET = SHOP[SHOP.index("apiVersion: policy/v1") :].split("---\n")[0]


def of_pod(text: str) -> str:
    """The shop, with one more line in the spec of web's pods."""
    return edited((POD, f"{POD}      {text}\n"))


def of_web(text: str) -> str:
    """The shop, with one more line in web's container."""
    return edited((WEB, f"{WEB}          {text}\n"))


def of_spec(text: str) -> str:
    """The shop, with one more line in web's spec."""
    return edited((SPEC, f"{SPEC}  {text}\n"))


def spread(extra: str = "") -> str:
    """The shop, with web spread over zones."""
    return of_pod(f"topologySpreadConstraints: [{OWN}{extra}}}]")


def apart(*, required: bool) -> str:
    """The shop, with web's pods keeping away from each other."""
    term = f"required{DURING}: [{OWN}}}]" if required else f"preferred{DURING}: [{{weight: 1, podAffinityTerm: {OWN}}}}}]"
    return of_pod(f"affinity: {{podAntiAffinity: {{{term}}}}}")


DURING = "DuringSchedulingIgnoredDuringExecution"
SOFT = ", whenUnsatisfiable: ScheduleAnyway"
WEAKER: dict[str, tuple[str, str, str]] = {
    "one replica": (SHOP, edited(("replicas: 2", "replicas: 1")), "was 2 replicas, is now 1 replica"),
    "fewer replicas": (edited(("replicas: 2", "replicas: 4")), SHOP, "was 4 replicas, is now 2 replicas"),
    "less room": (
        SHOP + SCALER,
        SHOP + SCALER.replace("maxReplicas: 5", "maxReplicas: 4"),
        "was 2 to 5 replicas by HorizontalPodAutoscaler/web, is now 2 to 4 replicas by HorizontalPodAutoscaler/web",
    ),
    "no autoscaler": (SHOP + SCALER, SHOP, "was 2 to 5 replicas by HorizontalPodAutoscaler/web, is now 2 replicas"),
    "no budget": (
        SHOP,
        SHOP.replace(BUDGET, ""),
        "drains: no budget covers it, so all its pods may go at once, before they were safe",
    ),
    "budget blocks": (SHOP, edited(("maxUnavailable: 1", "maxUnavailable: 0")), "drains: its budget lets no pod go, before they were safe"),
    "budget lets all go": (
        SHOP,
        edited(("maxUnavailable: 1", "maxUnavailable: 100%")),
        "drains: its budget lets all 2 pods go at once, before they were safe",
    ),
    "budget is refused": (
        SHOP,
        edited(("maxUnavailable: 1", "maxUnavailable: some")),
        "drains: the server refuses its budget, before they were safe",
    ),
    "budget lets more go": (
        edited(("replicas: 2", "replicas: 4")),
        edited(("replicas: 2", "replicas: 4"), ("maxUnavailable: 1", "maxUnavailable: 50%")),
        "a drain could take 1 pod at once, can now take 2",
    ),
    "wished, not asked": (spread(), spread(SOFT), "spread over zones was required, is now preferred"),
    "not even wished": (spread(SOFT), SHOP, "spread over zones was preferred, is now not asked for"),
    "others selected": (
        spread(),
        spread().replace("name: web}}, topologyKey", "name: other}}, topologyKey"),
        "spread over zones was required, is now not asked for",
    ),
    "more skew": (spread(), spread(", maxSkew: 3"), "spread over zones could be uneven by 1, may now be by 3"),
    "apart": (apart(required=True), apart(required=False), "anti-affinity over zones was required, is now preferred"),
    "rollout": (
        of_spec("strategy: {rollingUpdate: {maxUnavailable: 0}}"),
        of_spec("strategy: {rollingUpdate: {maxUnavailable: 1}}"),
        "a rollout let none of 2 pods be missing, now lets 1 of 2 pods",
    ),
    "ready at once": (of_spec("minReadySeconds: 10"), SHOP, "a new pod counted after 10 s of being ready, now after 0 s"),
    "less grace": (SHOP, of_pod("terminationGracePeriodSeconds: 10"), "its pods had 30 s to end, they now have 10 s"),
    "less rest": (
        of_web("lifecycle: {preStop: {sleep: {seconds: 130}}}"),
        of_web('lifecycle: {preStop: {exec: {command: [sh, -c, "sleep 5"]}}}'),
        'container "web": preStop, before it is asked to end, was a sleep of 2 min 10 s, is now a sleep of 5 s',
    ),
    "no hook": (
        of_web("lifecycle: {preStop: {exec: {command: [stop, --now]}}}"),
        SHOP,
        'container "web": preStop, before it is asked to end, was the command stop --now, is now nothing',
    ),
}
"""What an old and a new text lose, and how that is said."""


@pytest.mark.parametrize(("old", "new", "message"), WEAKER.values(), ids=WEAKER)
def test_what_is_lost_weakens_and_strengthens_on_the_way_back(old: str, new: str, message: str) -> None:
    """One line there, and one of the opposite effect back."""
    assert said("availability", old, new) == [("weakens", message)]
    assert [effect for effect, _ in said("availability", new, old)] == ["strengthens"]


OTHERS: dict[str, tuple[str, str, Effect, str]] = {
    "no pod": (SHOP, edited(("replicas: 2", "replicas: 0")), "disrupts", "was 2 replicas, is now 0 replicas"),
    "all stop": (
        SHOP,
        of_spec("strategy: {type: Recreate}"),
        "disrupts",
        "a rollout was RollingUpdate, is now Recreate: it stops all pods before it starts new ones",
    ),
    "scaled between equal bounds": (
        SHOP,
        SHOP + SCALER.replace("maxReplicas: 5", "maxReplicas: 2"),
        "changes",
        "was 2 replicas, is now 2 to 2 replicas by HorizontalPodAutoscaler/web",
    ),
    "another trouble": (
        SHOP.replace(BUDGET, ""),
        edited(("maxUnavailable: 1", "maxUnavailable: 0")),
        "changes",
        "drains: its budget lets no pod go; before, no budget covers it, so all its pods may go at once",
    ),
    "another hook": (
        of_web("lifecycle: {preStop: {exec: {command: [stop]}}}"),
        of_web("lifecycle: {preStop: {httpGet: {port: 80}}}"),
        "changes",
        'container "web": preStop, before it is asked to end, was the command stop, is now GET / on port 80',
    ),
    "priority": (SHOP, of_pod("priorityClassName: high"), "changes", "its priority class was that of the cluster, is now high"),
}
"""What is otherwise in another way."""


@pytest.mark.parametrize(("old", "new", "effect", "message"), OTHERS.values(), ids=OTHERS)
def test_what_is_otherwise_is_said(old: str, new: str, effect: Effect, message: str) -> None:
    """An app that stops is more than a weaker promise, and what is neither better nor worse is a change."""
    assert said("availability", old, new) == [(effect, message)]


def test_what_has_no_pod_has_no_only_pod() -> None:
    """The hint about a single pod stands where there is one."""
    hints = {
        number: [one.hint for one in of_topic("availability", sides(SHOP, edited(("replicas: 2", f"replicas: {number}"))))]
        for number in (0, 1)
    }

    assert (hints[0], bool(hints[1][0])) == ([""], True)


def test_a_budget_that_blocks_a_single_pod_is_said() -> None:
    """A drain of its node would not end."""
    single = ("replicas: 2", "replicas: 1")

    assert said("availability", edited(single), edited(single, ("maxUnavailable: 1", "minAvailable: 1"))) == [
        ("weakens", "drains: its budget lets no pod go")
    ]


def test_a_single_pod_without_a_budget_is_no_news_about_drains() -> None:
    """One that had but one replica promised nothing, so a second one without a budget takes nothing away."""
    single = edited(("replicas: 2", "replicas: 1"), text=SHOP.replace(BUDGET, ""))

    assert said("availability", single, SHOP.replace(BUDGET, "")) == [("strengthens", "was 1 replica, is now 2 replicas")]


@pytest.mark.parametrize(
    "change",
    [
        ("maxUnavailable: 1", "minAvailable: 1"),
        ("maxUnavailable: 1", "maxUnavailable: 50%"),
        ("PodDisruptionBudget\nmetadata:\n  name: web", "PodDisruptionBudget\nmetadata:\n  name: other"),
    ],
)
def test_another_way_to_the_same_number_is_no_difference(change: Edit) -> None:
    """What a drain may do counts, not which field or which budget says so."""
    assert said("availability", SHOP, edited(change)) == []


def test_a_daemon_set_lets_more_nodes_go_without() -> None:
    """How many pods it has, nobody knows here: they are counted by the hundred."""
    old, new = (
        f"{{apiVersion: apps/v1, kind: DaemonSet, metadata: {{name: a}}, spec: {{updateStrategy: {{rollingUpdate: {{maxUnavailable: {number}}}}}}}}}"
        for number in ("1", "10%")
    )

    assert said("availability", old, new) == [("weakens", "a rollout let 1 of 100 pods be missing, now lets 10 of 100 pods")]


def test_more_replicas_under_the_same_share_are_said_once() -> None:
    """That a quarter of more pods is more of them is no other rollout."""
    assert said("availability", SHOP, edited(("replicas: 2", "replicas: 8"))) == [("strengthens", "was 2 replicas, is now 8 replicas")]


@pytest.mark.parametrize("strategy", ["{type: OnDelete}", "{rollingUpdate: {maxUnavailable: some}}"])
def test_a_rollout_that_cannot_be_counted_is_passed_over(strategy: str) -> None:
    """Nobody knows how many pods are missing."""
    other = strategy.replace("}", ", rollingUpdate: {maxUnavailable: 2}}", 1) if "type" in strategy else "{}"

    assert said("availability", of_spec(f"strategy: {strategy}"), of_spec(f"strategy: {other}")) == []


def test_keeping_away_from_others_is_not_spread() -> None:
    """Only what a workload asks about its own pods keeps one of them when a zone is lost."""
    assert said("availability", SHOP, apart(required=True).replace("name: web}}, topologyKey", "name: other}}, topologyKey")) == []


def test_a_rollout_of_another_kind_is_not_compared() -> None:
    """What it means for updates is said elsewhere, and its pods are as many."""
    assert said("availability", SHOP, edited(("kind: Deployment", "kind: StatefulSet"))) == []
