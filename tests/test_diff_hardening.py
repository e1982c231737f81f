import pytest
from rocksolid.diff.compare import of_topic

from sides import SHOP, Edit, edited, said, sides

PRIVILEGED = ("allowPrivilegeEscalation: false\n", "allowPrivilegeEscalation: false\n            privileged: true\n")
WAIVED = (
    "  name: web\n  namespace: shop\n  labels:\n",
    "  name: web\n  namespace: shop\n  annotations: {waiver/read-only-root: caches}\n  labels:\n",
)
ROOT = 'was "restricted" by the Pod Security Standards, is now '


LOSSES: list[tuple[Edit, list[str]]] = [
    (
        PRIVILEGED,
        [f'{ROOT}"privileged"', 'breaks "baseline" (Privileged Containers): container "web" sets securityContext.privileged to true'],
    ),
    (
        ("runAsNonRoot: true", "runAsUser: 0"),
        [
            f'{ROOT}"baseline"',
            'breaks "restricted" (Running as Non-root user): the pod sets securityContext.runAsUser to 0',
            'breaks "restricted" (Running as Non-root): neither container "web" nor its pod sets securityContext.runAsNonRoot',
        ],
    ),
    (
        ("readOnlyRootFilesystem: true", "readOnlyRootFilesystem: false"),
        ['container "web": its root filesystem was read-only, is now writable'],
    ),
    (
        ("      automountServiceAccountToken: false", "      automountServiceAccountToken: true"),
        ["the token of its ServiceAccount was not mounted, is now mounted"],
    ),
    (
        ("      securityContext:\n", "      shareProcessNamespace: true\n      securityContext:\n"),
        ["its pods ran with the processes of each container apart, they now run with the processes of all containers in sight of each"],
    ),
    (WAIVED, ['is now excused from "read-only-root": caches']),
    (
        (WAIVED[0], WAIVED[1].replace("waiver/", "waiver.log/")),
        ['is now excused from "read-only-root" in container "log": caches'],
    ),
    (("enforce: restricted", "enforced: restricted"), ['enforced Pod Security "restricted", enforces now "privileged"']),
    (("enforce: restricted", "enforce: baseline"), ['enforced Pod Security "restricted", enforces now "baseline"']),
]


@pytest.mark.parametrize(("edit", "messages"), LOSSES)
def test_what_is_lost_weakens(edit: Edit, messages: list[str]) -> None:
    """Each is said in words."""
    assert sorted(said("hardening", SHOP, edited(edit))) == sorted(("weakens", message) for message in messages)


@pytest.mark.parametrize("edit", [edit for edit, _ in LOSSES])
def test_what_comes_back_strengthens(edit: Edit) -> None:
    """The way back has as many lines."""
    back = said("hardening", edited(edit), SHOP)

    assert [effect for effect, _ in back] == ["strengthens"] * len(said("hardening", SHOP, edited(edit)))


def test_one_violation_for_another_is_one_line() -> None:
    """A control that stays broken is said only where it is broken in another way, with both ways."""
    tracing, admin = (edited(('drop: ["ALL"]', f'drop: ["ALL"]\n              add: [{name}]')) for name in ("SYS_PTRACE", "SYS_ADMIN"))
    [(effect, message)] = said("hardening", tracing, admin)

    assert effect == "changes"
    assert message.index("SYS_PTRACE") < message.index("is now") < message.index("SYS_ADMIN")


def test_a_violation_is_found_by_the_name_of_its_container() -> None:
    """A path is one that stays right when containers are put into another order."""
    [change] = [one for one in of_topic("hardening", sides(SHOP, edited(PRIVILEGED))) if one.path]

    assert change.path == "spec.template.spec.containers[name=web].securityContext.privileged"


def test_a_new_workload_says_what_it_lacks() -> None:
    """What nobody has seen before is looked at as closely as what changes; one that is hardened needs no line."""
    deployment = SHOP.index("apiVersion: apps/v1")
    without = SHOP[:deployment] + SHOP[SHOP.index("apiVersion: apps/v1", deployment + 1) :]

    assert said("hardening", without, SHOP) == []
    assert said("hardening", without, edited(PRIVILEGED, WAIVED)) == [
        ("weakens", 'is new, and holds no stricter level of Pod Security than "privileged"'),
        ("weakens", 'is new, and excused from "read-only-root": caches'),
    ]


def test_another_reason_for_a_waiver_is_a_change() -> None:
    """Whoever reviews it reads both."""
    other = edited((WAIVED[0], WAIVED[1].replace("caches", "its caches")))

    assert said("hardening", edited(WAIVED), other) == [
        ("changes", 'the reason why it is excused from "read-only-root" was: caches, is now: its caches')
    ]


def test_another_annotation_is_no_waiver() -> None:
    """What else is written on a workload hardens and weakens nothing."""
    assert said("hardening", SHOP, edited((WAIVED[0], WAIVED[1].replace("waiver/", "example.com/")))) == []
    assert said("hardening", edited(WAIVED), edited((WAIVED[0], WAIVED[1].replace("}", ", team: a}")))) == []


@pytest.mark.parametrize("key", ["waiver.example.com/read-only-root", "my-waiver/read-only-root", "waiver/", "waiver./x", "waiver.a/b/c"])
def test_a_domain_of_somebody_is_no_waiver(key: str) -> None:
    """A container's name has no dot, so a prefix with more of them is a domain; and no part is empty."""
    assert said("hardening", SHOP, edited((WAIVED[0], WAIVED[1].replace("waiver/read-only-root", key)))) == []


VOLUMES = "      securityContext:\n        runAsNonRoot: true\n"
TOKEN = "      volumes: [{name: token, projected: {sources: [{serviceAccountToken: {path: token%s}}]}}]\n" + VOLUMES
BINDS = ('drop: ["ALL"]', 'drop: ["ALL"]\n              add: [NET_BIND_SERVICE]')


@pytest.mark.parametrize(
    ("words", "whose"), [("", "the token of its ServiceAccount"), (", audience: vault", 'a token of its ServiceAccount for "vault"')]
)
def test_a_token_may_come_by_a_volume(words: str, whose: str) -> None:
    """Who mounts a token by a volume has it as if it were mounted by default."""
    held = edited((VOLUMES, TOKEN % words))

    assert said("hardening", SHOP, held) == [("weakens", f"{whose} was not mounted, is now mounted")]
    assert said("hardening", held, SHOP) == [("strengthens", f"{whose} was mounted, is no longer mounted")]


def test_a_capability_that_is_allowed_is_said_as_well() -> None:
    """The strictest level lets containers add one, which is still more than none."""
    assert said("hardening", SHOP, edited(BINDS)) == [
        ("weakens", 'container "web": now has the capability NET_BIND_SERVICE, to open ports below 1024')
    ]
    assert [effect for effect, _ in said("hardening", edited(BINDS), SHOP)] == ["strengthens"]


def test_a_new_workload_says_which_privileges_it_has() -> None:
    """What is hardened to the strictest level may hold a token and a capability."""
    deployment = SHOP.index("apiVersion: apps/v1")
    without = SHOP[:deployment] + SHOP[SHOP.index("apiVersion: apps/v1", deployment + 1) :]

    assert said("hardening", without, edited(BINDS, (VOLUMES, TOKEN % ""))) == [
        ("weakens", 'is new, and container "web" has the capability NET_BIND_SERVICE: it may open ports below 1024'),
        ("weakens", "is new, and the token of its ServiceAccount is mounted"),
    ]


def test_a_token_may_be_left_to_its_account() -> None:
    """What the pod does not say, its account says; the same answer at another place is no difference."""
    pod = edited(("      automountServiceAccountToken: false\n", ""))
    account = edited(("\nautomountServiceAccountToken: false\n", "\n"), text=pod)

    assert said("hardening", SHOP, pod) == []
    assert said("hardening", pod, account) == [("weakens", "the token of its ServiceAccount was not mounted, is now mounted")]


def test_another_account_is_said() -> None:
    """Roles are bound to it."""
    assert said("hardening", SHOP, edited(("serviceAccountName: web", "serviceAccountName: api"))) == [
        ("changes", "ran as ServiceAccount/web, now runs as ServiceAccount/api")
    ]


def test_a_pinned_version_of_the_standard_is_said() -> None:
    """An older one asks for less, and nobody knows whether that matters."""
    assert said("hardening", SHOP, edited(("enforce-version: latest", "enforce-version: v1.30"))) == [
        ("changes", 'enforced Pod Security "restricted" of version latest, enforces now that of v1.30')
    ]


def test_a_level_that_nobody_knows_is_the_strictest() -> None:
    """So the server decides."""
    assert said("hardening", SHOP, edited(("enforce: restricted", "enforce: strict"))) == []
