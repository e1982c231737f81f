"""Manifests that an app passes on are there as they were written, with labels, in a place where they can be applied."""

import pytest
from rocksolid.compiler import RefusedError
from rocksolid.language.values import SUPPORTED
from rocksolid.manifest.shape import PASSED_ON
from rocksolid.system.extra import OF_NO_NAMESPACE

from build import APP, compile_toml, compiled, one
from fields import published

KINDS = {
    "service": "port = 8080\n",
    "worker": "",
    "stateful": 'kind = "stateful"\nport = 8080\nreplicas = 1\n',
    "daemon": 'kind = "daemon"\n',
    "job": 'kind = "job"\n',
    "cron": 'schedule.cron = "0 4 * * *"\n',
}


def manifest(api_version: str, kind: str, words: str = "", name: str = "x") -> str:
    """Return a manifest to be passed on."""
    return f'[[extra]]\napiVersion = "{api_version}"\nkind = "{kind}"\nmetadata.name = "{name}"\n{words}\n'


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_app_passes_manifests_on(kind: str) -> None:
    """Beside the manifest nothing changes, and it is as it was written, but for the labels and annotations of all the app's objects."""
    words = f"{APP}{KINDS[kind]}annotations.owner = 'shop'\n"
    passed = manifest("v1", "ConfigMap", 'metadata.labels = { team = "shop" }\ndata = { a = "b", "c.txt" = "d" }')
    plain, objects = compile_toml(words, namespace="shop"), compile_toml(f"{words}{passed}", namespace="shop")
    added = one(objects, "ConfigMap")

    assert [item for item in objects if item is not added] == plain
    assert added["data"] == {"a": "b", "c.txt": "d"}
    assert added["metadata"].pop("labels") == {"team": "shop", **plain[0]["metadata"]["labels"]}
    assert added["metadata"] == {"name": "x", "namespace": "shop", "annotations": {"owner": "shop"}}


@pytest.mark.parametrize(
    ("api_version", "kind", "namespace"),
    [
        ("v1", "Secret", "shop"),
        ("cert-manager.io/v1", "Certificate", "shop"),
        ("longhorn.io/v1beta2", "Node", "shop"),
        ("v1", "PersistentVolume", None),
        ("storage.k8s.io/v1", "StorageClass", None),
        ("apiextensions.k8s.io/v1", "CustomResourceDefinition", None),
    ],
    ids=str,
)
def test_goes_into_the_namespace_of_the_app(api_version: str, kind: str, namespace: str | None) -> None:
    """A manifest stands where its app does, unless it says another namespace, or its kind stands in none."""
    (passed,) = [item for item in compile_toml(f"{APP}{manifest(api_version, kind)}", namespace="shop") if item["kind"] == kind]
    assert passed["metadata"].get("namespace") == namespace
    elsewhere = manifest(api_version, kind, 'metadata.namespace = "other"')
    (passed,) = [item for item in compile_toml(f"{APP}{elsewhere}", namespace="shop") if item["kind"] == kind]
    assert passed["metadata"]["namespace"] == "other"


def test_the_kinds_of_no_namespace_are_kinds() -> None:
    """None of them is misspelt: Kubernetes has published a schema of each."""
    groups = [schema.get("x-kubernetes-group-version-kind", ()) for minor in SUPPORTED for schema in published(minor).values()]
    known = {one["kind"] for group in groups for one in group}
    assert known >= {*OF_NO_NAMESPACE, *PASSED_ON}


def test_comes_before_what_needs_it() -> None:
    """A definition comes before what it defines, what pods need before the pods, and other people's kinds last."""
    words = "".join(
        (
            manifest("example.com/v1", "Widget"),
            manifest("example.com/v1", "Apple"),
            manifest("apiextensions.k8s.io/v1", "CustomResourceDefinition", name="widgets.example.com"),
            manifest("v1", "Secret"),
            manifest("v1", "PersistentVolumeClaim"),
        )
    )
    kinds = [item["kind"] for item in compile_toml(f"{APP}{words}")]
    assert kinds[:3] == ["CustomResourceDefinition", "PersistentVolumeClaim", "Secret"]
    assert kinds[-3:] == ["Deployment", "Apple", "Widget"]


def test_kinds_of_two_groups_are_two() -> None:
    """Objects of one kind and name are the same in every version of a group, and another in another group."""
    both = manifest("networking.istio.io/v1", "Gateway") + manifest("gateway.networking.k8s.io/v1", "Gateway")
    assert len([item for item in compile_toml(f"{APP}{both}") if item["kind"] == "Gateway"]) == 2
    knative = f"{APP}port = 8080\n{manifest('serving.knative.dev/v1', 'Service', name='app')}"
    assert len([item for item in compile_toml(knative) if item["kind"] == "Service"]) == 2
    with pytest.raises(RefusedError, match="passed on twice"):
        compile_toml(f"{APP}{manifest('example.com/v1', 'Flags')}{manifest('example.com/v2', 'Flags')}")


def test_one_app_alone_may_have_what_the_platform_gives_to_all() -> None:
    """A manifest in the platform's defaults is of every app: of one it is rendered, and each app can say its own instead."""
    platform = '[[defaults.extra]]\napiVersion = "v1"\nkind = "ConfigMap"\nmetadata.name = "flags"\n'
    assert one(compile_toml(APP, platform), "ConfigMap")["metadata"]["name"] == "flags"
    assert one(compile_toml(f"{APP}{manifest('v1', 'ConfigMap')}", platform), "ConfigMap")["metadata"]["name"] == "x"


def test_an_environment_writes_over_what_is_passed_on() -> None:
    """What an app passes on is one of its objects: an override meets it, by its kind and by its name."""
    text = f"""{APP}{manifest("cert-manager.io/v1", "Certificate", 'spec = { dnsNames = ["a", "b"], isCA = false }', "web.example.com")}
[environments.production]
remove = ["Certificate/web.example.com/spec.isCA", 'Certificate/metadata.labels."app.kubernetes.io/part-of"']
override.Certificate.spec.dnsNames = ["c"]
"""
    certificate = one(compile_toml(text, environment="production"), "Certificate")
    assert certificate["spec"] == {"dnsNames": ["c"]}
    assert "app.kubernetes.io/part-of" not in certificate["metadata"]["labels"]


def test_a_config_map_that_is_passed_on_is_the_authors() -> None:
    """Only the content of `[files]` is fixed: no pod rolls by what is passed on, however it is called."""
    text = f"{APP}{manifest('v1', 'ConfigMap', 'data = {}', 'app-files')}[override.ConfigMap.data]\na = 'c'\n"
    assert one(compile_toml(text), "ConfigMap")["data"] == {"a": "c"}


PORT = "[[override.Service.spec.ports]]\nport = 80\nnodePort = 30080\n"


@pytest.mark.parametrize(
    "words",
    [
        'spec.ports = [5, "a", { port = 80 }]',
        "spec.ports = 5",
        "spec.ports = [[1]]",
        'spec = "text"',
        'spec.ports = [{ port = "80" }, { protocol = "UDP" }]',
    ],
)
def test_an_override_of_nonsense_does_not_fail(words: str) -> None:
    """Whatever stands in a manifest, an override is merged into it, and each item says where it comes from."""
    result = compiled(f"{APP}{manifest('v1', 'Service', words)}{PORT}")
    (service,) = [item for item in result.manifests if item.ref.kind == "Service"]
    assert service.content["spec"]["ports"][-1] == {"port": 80, "nodePort": 30080}
    for position in range(len(service.content["spec"]["ports"])):
        assert {origin.rule for origin in service.origins(("spec", "ports", position))} <= {"extra", "override"}


def test_an_override_of_twins_is_refused() -> None:
    """Of two items that nothing tells apart none is written over."""
    words = "spec.ports = [{ port = 80 }, { port = 80 }]"
    with pytest.raises(RefusedError, match="several items"):
        compiled(f"{APP}{manifest('v1', 'Service', words)}{PORT}")


@pytest.mark.parametrize(
    ("word", "value"), [("containers", "[5]"), ("containers", '[{ image = "a:1" }]'), ("containers", '"a"'), ("volumes", "[{}]")]
)
def test_a_pod_of_nonsense_has_its_origin(word: str, value: str) -> None:
    """What is passed on is not looked at: it is the rule's that passes it on, however it is written."""
    result = compiled(f"{APP}{manifest('apps/v1', 'Deployment', f'spec.template.spec.{word} = {value}')}")
    (passed,) = [item for item in result.manifests if item.ref.name == "x"]
    path = ("spec", "template", "spec", word)
    inside = range(1) if value.startswith("[") else range(0)
    assert [origin.rule for at in (path, *((*path, index) for index in inside)) for origin in passed.origins(at)] == ["extra"] * (
        1 + len(inside)
    )


@pytest.mark.parametrize(
    ("word", "value"), [("metadata.name", "a\\nb"), ("metadata.name", "a%2fb"), ("kind", "Config\\nMap"), ("apiVersion", "v1\\n")]
)
def test_what_says_which_object_it_is_is_one_line_that_a_path_can_hold(word: str, value: str) -> None:
    """Nothing that would be another line, or another folder, in the name of its file or in an URL of the server."""
    said = {"apiVersion": "v1", "kind": "ConfigMap", "metadata.name": "x", word: value}
    words = "".join(f'{word} = "{value}"\n' for word, value in said.items())
    with pytest.raises(RefusedError, match="is not a"):
        compile_toml(f"{APP}[[extra]]\n{words}")


def test_a_pod_is_no_replica_of_its_app() -> None:
    """Neither Service nor policies of the app select a Pod that it passes on, and it is still told whose it is."""
    objects = compile_toml(f"{APP}port = 8080\n{manifest('v1', 'Pod', name='once')}")
    pod, service = one(objects, "Pod"), one(objects, "Service")
    assert not service["spec"]["selector"].items() & pod["metadata"]["labels"].items()
    assert pod["metadata"]["labels"] == {"app.kubernetes.io/managed-by": "rocksolid", "app.kubernetes.io/part-of": "app"}
