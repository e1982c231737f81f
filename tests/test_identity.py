import pytest
from rocksolid.compiler import RefusedError

from build import APP, compile_toml, compiled, container, one, pod
from faultless import faultless
from judges.objects import Tree

TOKEN = "/var/run/secrets/kubernetes.io/serviceaccount"  # noqa: S105
API = 'dependencies = [{ kubernetes = "api" }]\n'
PLATFORM = '[network]\napi_server = [{ cidr = "10.0.0.10/32", port = 6443 }]\n'
KINDS = {
    "service": APP + "port = 8080\n",
    "worker": APP,
    "stateful": APP + 'kind = "stateful"\nport = 8080\nreplicas = 1\n',
    "daemon": APP + 'kind = "daemon"\n',
    "job": APP + 'kind = "job"\n',
    "cron": APP + 'schedule.cron = "@daily"\n',
}


def tokens(objects: list[Tree]) -> list[Tree]:
    """The volumes of the only pod that hold a token."""
    return [volume["projected"] for volume in pod(objects).get("volumes", []) if "projected" in volume]


def mounted(objects: list[Tree], name: str | None = None) -> list[str]:
    """Where a container sees its token, always read-only."""
    found = [mount for mount in container(objects, name).get("volumeMounts", []) if mount["name"] == "service-account-token"]
    assert all(mount["readOnly"] for mount in found)
    return [mount["mountPath"] for mount in found]


@pytest.mark.parametrize("kind", KINDS)
def test_every_app_is_somebody_and_holds_nothing(kind: str) -> None:
    """Each kind of app has an account of its own, and neither the account nor the pod gives a token to anybody."""
    objects = compile_toml(KINDS[kind])
    assert one(objects, "ServiceAccount")["automountServiceAccountToken"] is False
    assert (pod(objects)["serviceAccountName"], pod(objects)["automountServiceAccountToken"]) == ("app", False)
    assert tokens(objects) == []
    faultless(objects)


def test_an_account_of_somebody_else_is_used_as_it_is() -> None:
    """An account that is named is not written, and its pods get no token from it either."""
    objects = compile_toml(APP + 'identity.account = "robot"\n')
    assert "ServiceAccount" not in {item["kind"] for item in objects}
    assert (pod(objects)["serviceAccountName"], pod(objects)["automountServiceAccountToken"]) == ("robot", False)


def test_clouds_bind_roles_by_annotations_of_the_account() -> None:
    """Annotations of `[identity]` are on the account alone, and count more there than those of every object."""
    text = 'annotations = { role = "none", team = "shop" }\n' + APP + 'identity.annotations = { role = "shop" }\n'
    objects = compile_toml(text)
    assert one(objects, "ServiceAccount")["metadata"]["annotations"] == {"role": "shop", "team": "shop"}
    assert one(objects, "Deployment")["metadata"]["annotations"] == {"role": "none", "team": "shop"}


@pytest.mark.parametrize("kind", KINDS)
def test_a_token_for_the_api_is_where_clients_look(kind: str) -> None:
    """A token of an hour, the API server's certificate and the namespace lie where client libraries look, in the app's container."""
    objects = compile_toml("identity.token = true\n" + KINDS[kind])
    (volume,) = tokens(objects)
    assert [next(iter(source)) for source in volume["sources"]] == ["serviceAccountToken", "configMap", "downwardAPI"]
    assert volume["sources"][0]["serviceAccountToken"] == {"expirationSeconds": 3600, "path": "token"}
    assert mounted(objects) == [TOKEN]
    faultless(objects)


def test_a_token_is_readable_for_a_user_of_the_image() -> None:
    """Where the kubelet knows neither user nor group it leaves the mode as it is: everybody in the pod can read it."""
    (volume,) = tokens(compile_toml(APP + 'identity.token = true\nsecurity.user = "image"\n'))
    assert volume["defaultMode"] == 0o444


def test_a_token_for_somebody_else_is_only_a_token() -> None:
    """With an audience there is nothing of the Kubernetes API beside the token, and it lies elsewhere."""
    objects = compile_toml(APP + 'identity.token = { audience = "vault", expires = "2h" }\n')
    (volume,) = tokens(objects)
    assert volume["sources"] == [{"serviceAccountToken": {"audience": "vault", "expirationSeconds": 7200, "path": "token"}}]
    assert mounted(objects) == ["/var/run/secrets/tokens"]
    faultless(objects)


@pytest.mark.parametrize(
    ("containers", "main", "proxy"), [("", ["/t"], []), ('["proxy"]', [], ["/t"]), ('["app", "proxy"]', ["/t"], ["/t"])]
)
def test_only_named_containers_see_the_token(containers: str, main: list[str], proxy: list[str]) -> None:
    """Without names the app's own container sees the token, else those that are named and no other."""
    named = f", containers = {containers}" if containers else ""
    text = (
        APP + f'identity.token = {{ path = "/t"{named} }}\ncontainers.proxy = {{ when = "beside", image = "registry.example.com/p:1" }}\n'
    )
    objects = compile_toml(text)
    assert (mounted(objects), mounted(objects, "proxy")) == (main, proxy)
    faultless(objects)


def test_rights_are_of_the_namespace_and_come_with_a_token() -> None:
    """Rights become a Role and its binding to the app's own account, never cluster-wide, and imply a token for the API."""
    rights = '[[identity.api]]\nresources = ["configmaps"]\nverbs = ["get"]\nnames = ["flags"]\n[[identity.api]]\ngroups = ["apps"]\nresources = ["deployments"]\nverbs = ["list", "watch"]\n'
    objects = compile_toml(APP + API + rights, PLATFORM)
    assert one(objects, "Role")["rules"] == [
        {"apiGroups": [""], "resources": ["configmaps"], "resourceNames": ["flags"], "verbs": ["get"]},
        {"apiGroups": ["apps"], "resources": ["deployments"], "verbs": ["list", "watch"]},
    ]
    binding = one(objects, "RoleBinding")
    assert binding["roleRef"] == {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "app"}
    assert [(subject["kind"], subject["name"]) for subject in binding["subjects"]] == [("ServiceAccount", "app")]
    assert not {item["kind"] for item in objects} & {"ClusterRole", "ClusterRoleBinding"}
    assert mounted(objects) == [TOKEN]
    faultless(objects)


def test_a_written_token_counts_more_than_an_implied_one() -> None:
    """Rights do not replace a token that the author described."""
    text = APP + API + 'identity.token = { path = "/t", expires = "20m" }\nidentity.api = [{ resources = ["pods"], verbs = ["get"] }]\n'
    objects = compile_toml(text, PLATFORM)
    assert mounted(objects) == ["/t"]
    assert tokens(objects)[0]["sources"][0]["serviceAccountToken"]["expirationSeconds"] == 1200


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("identity.token = true\n", True),
        ('identity.api = [{ resources = ["pods"], verbs = ["get"] }]\n', True),
        (API + "identity.token = true\n", False),
        ('identity.token = { audience = "vault" }\n', False),
        ("", False),
    ],
    ids=["token", "rights", "both", "for somebody else", "nothing"],
)
def test_a_token_that_cannot_be_used_is_no_secret(text: str, told: bool) -> None:  # noqa: FBT001
    """Who holds a token for the API but may not call it is told."""
    found = compiled(APP + text, PLATFORM).findings
    assert ("api-closed" in {finding.code for finding in found}) is told


def test_annotations_fit_into_an_object() -> None:
    """An object has at most 262144 bytes of annotations in all; one byte more is refused at the largest."""
    least = f'{APP}[annotations]\na = "%s"\n'
    assert compile_toml(least % ("x" * (262144 - 1)))
    with pytest.raises(RefusedError, match="annotations-too-large"):
        compile_toml(least % ("x" * 262144))
