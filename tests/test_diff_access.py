import json

import pytest

from shop import Tree
from sides import said

READ = {"apiGroups": [""], "resources": ["pods"], "verbs": ["get", "list"]}


def role(*rules: Tree) -> str:
    """A Role of some rules."""
    return json.dumps({"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role", "metadata": {"name": "web"}, "rules": rules})


def binding(*subjects: Tree) -> str:
    """A binding of the role to some subjects."""
    head = {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding", "metadata": {"name": "web"}}
    return json.dumps({**head, "roleRef": {"kind": "Role", "name": "web"}, "subjects": subjects})


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ({**READ, "verbs": ["get", "watch", "list", "create"]}, "create, watch pods"),
        ({**READ, "verbs": ["*"]}, "do everything with pods"),
        ({**READ, "resources": ["pods", "pods/exec"]}, "get, list pods/exec"),
        ({**READ, "resources": ["*"]}, "get, list everything"),
        ({**READ, "apiGroups": ["", "apps"]}, "get, list pods of apps"),
        ({**READ, "apiGroups": ["*"]}, "get, list pods of every group"),
        ({**READ, "resources": ["secrets"], "resourceNames": ["web"]}, 'get, list secrets called "web"'),
        ({"nonResourceURLs": ["/metrics"], "verbs": ["get"]}, "get /metrics"),
    ],
)
def test_a_rule_that_widens_says_by_what(rule: Tree, words: str) -> None:
    """Only what no rule allowed before is said; back again it strengthens."""
    assert said("hardening", role(READ), role(READ, rule)) == [("weakens", f"now also allows to {words}")]
    assert said("hardening", role(READ, rule), role(READ)) == [("strengthens", f"no longer allows to {words}")]


@pytest.mark.parametrize(
    ("wide", "narrow"),
    [
        ({**READ, "verbs": ["*"]}, READ),
        ({**READ, "resources": ["*"]}, {**READ, "resources": ["pods/log"]}),
        ({**READ, "resources": ["*/log"]}, {**READ, "resources": ["pods/log"]}),
        ({**READ, "apiGroups": ["*"]}, READ),
        (READ, {**READ, "resourceNames": ["web"]}),
        ({"nonResourceURLs": ["/logs/*"], "verbs": ["get"]}, {"nonResourceURLs": ["/logs/a/b"], "verbs": ["get"]}),
        ({"nonResourceURLs": ["*"], "verbs": ["get"]}, {"nonResourceURLs": ["/healthz"], "verbs": ["get"]}),
    ],
)
def test_what_another_rule_covers_is_no_difference(wide: Tree, narrow: Tree) -> None:
    """A star allows what it stands for."""
    assert said("hardening", role(wide), role(wide, narrow)) == []
    assert [effect for effect, _ in said("hardening", role(narrow), role(wide))] == ["weakens"]
    assert [effect for effect, _ in said("hardening", role(wide), role(narrow))] == ["strengthens"]


def test_a_rule_may_be_cut_in_two() -> None:
    """What is allowed counts, not in how many rules."""
    assert said("hardening", role(READ), role({**READ, "verbs": ["list"]}, {**READ, "verbs": ["get"]})) == []


def test_a_path_of_the_server_is_no_resource() -> None:
    """All resources of all groups are not its URLs."""
    everything = {"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}

    assert said("hardening", role(everything), role(everything, {"nonResourceURLs": ["/metrics"], "verbs": ["get"]})) != []


def test_a_binding_says_whom_it_gives_its_role() -> None:
    """A role that is given to one more is worse, and to one less better."""
    web, admins = {"kind": "ServiceAccount", "name": "web", "namespace": "shop"}, {"kind": "Group", "name": "admins"}

    assert said("hardening", binding(web), binding(admins, web)) == [("weakens", "now also gives Role/web to Group/admins")]
    assert said("hardening", binding(admins, web), binding(admins)) == [
        ("strengthens", "no longer gives Role/web to ServiceAccount/web of shop")
    ]


def test_privileges_come_as_new_objects() -> None:
    """Who is nobody yet and becomes an administrator gains all of it; and loses it with the object."""
    admin = binding({"kind": "ServiceAccount", "name": "web", "namespace": "shop"}).replace('"Role"', '"ClusterRole"')
    secrets = role({"apiGroups": [""], "resources": ["secrets"], "verbs": ["*"]})

    assert said("hardening", "", admin) == [("weakens", "is new, and gives ClusterRole/web to ServiceAccount/web of shop")]
    assert said("hardening", admin, "") == [("strengthens", "is gone, and no longer gives ClusterRole/web to ServiceAccount/web of shop")]
    assert said("hardening", "", secrets) == [("weakens", "is new, and allows to do everything with secrets")]
    assert said("hardening", secrets, "") == [("strengthens", "is gone, and no longer allows to do everything with secrets")]
    assert said("hardening", "", binding()) == []
