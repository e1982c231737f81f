"""Data that outlives the pod: claims of every replica, existing claims, and who sees them where."""

from typing import Any

import pytest

from build import APP, compile_toml, container, one, pod

OWNER = "[security]\nuser = 999\ngroup = 999\n"
STORE = f'{APP}port = 5432\nreplicas = 3\n{OWNER}[volumes.data]\npath = "/var/lib/store"\nsize = "10Gi"\n'
SHARED = f'{APP}port = 80\nreplicas = 1\n{OWNER}[volumes.data]\npath = "/data"\nclaim = "app-data"\n'
TMP = "/tmp"  # noqa: S108 - a directory in containers, not of this machine.


def mounted(objects: list[dict[str, Any]], name: str | None = None) -> list[dict[str, Any]]:
    """Return the mounts of a container, without its /tmp."""
    return [one for one in container(objects, name)["volumeMounts"] if one["mountPath"] != TMP]


def claims(objects: list[dict[str, Any]]) -> list[Any]:
    """Return the existing claims that the pod mounts."""
    return [volume["persistentVolumeClaim"] for volume in pod(objects)["volumes"] if "persistentVolumeClaim" in volume]


def test_a_size_is_a_claim_for_every_replica() -> None:
    """An app with a sized volume is a StatefulSet with one claim template, and mounts it."""
    objects = compile_toml(STORE)
    assert one(objects, "StatefulSet")["spec"]["volumeClaimTemplates"] == [
        {
            "apiVersion": "v1",
            "kind": "PersistentVolumeClaim",
            "metadata": {"name": "data"},
            "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "10Gi"}}},
        }
    ]
    assert mounted(objects) == [{"name": "data", "mountPath": "/var/lib/store"}]
    assert not claims(objects)


def test_a_claim_template_says_its_class_and_access() -> None:
    """What the author knows of the storage goes into the claim."""
    spec = one(compile_toml(f'{STORE}class = "fast"\naccess = "ReadWriteOncePod"\n'), "StatefulSet")["spec"]["volumeClaimTemplates"][0][
        "spec"
    ]
    assert (spec["accessModes"], spec["storageClassName"]) == (["ReadWriteOncePod"], "fast")


def test_nothing_in_a_claim_template_ever_changes() -> None:
    """Claim templates are immutable: a label, a component or a new version of the app must not reach them."""
    changed = STORE.replace(":1.0.0", ":2.0.0").replace(
        "port =", 'component = "c"\nlabels = { a = "b" }\nannotations = { c = "d" }\nport ='
    )
    before, after = (one(compile_toml(text), "StatefulSet")["spec"] for text in (STORE, changed))
    assert before["template"] != after["template"]
    assert before["volumeClaimTemplates"] == after["volumeClaimTemplates"]


def test_an_existing_claim_stays_a_deployment() -> None:
    """A claim that is there already is mounted as it is."""
    objects = compile_toml(f'{SHARED}sub_path = "app"\n')
    assert one(objects, "Deployment")
    assert claims(objects) == [{"claimName": "app-data"}]
    assert mounted(objects) == [{"name": "data", "mountPath": "/data", "subPath": "app"}]


def test_a_read_only_claim_is_mounted_read_only() -> None:
    """Storage that many nodes read is attached and mounted for reading."""
    objects = compile_toml(f'{SHARED}access = "ReadOnlyMany"\n')
    assert claims(objects) == [{"claimName": "app-data", "readOnly": True}]
    assert mounted(objects) == [{"name": "data", "mountPath": "/data", "readOnly": True}]


def test_a_stateful_app_may_share_an_existing_claim_too() -> None:
    """Both sorts of volumes stand beside each other."""
    objects = compile_toml(f'{STORE}[volumes.backup]\npath = "/backup"\nclaim = "backup"\naccess = "ReadWriteMany"\n')
    assert [one["metadata"]["name"] for one in one(objects, "StatefulSet")["spec"]["volumeClaimTemplates"]] == ["data"]
    assert claims(objects) == [{"claimName": "backup"}]
    assert [mount["name"] for mount in mounted(objects)] == ["backup", "data"]


@pytest.mark.parametrize(
    ("words", "mount"),
    [
        ('"/backup"', {"name": "data", "mountPath": "/backup"}),
        ('{ path = "/backup", sub_path = "pg" }', {"name": "data", "mountPath": "/backup", "subPath": "pg"}),
    ],
)
def test_another_container_sees_a_volume_where_it_says_so(words: str, mount: dict[str, str]) -> None:
    """Containers mount the app's volumes by name, and none that they do not name."""
    sidecars = f'[containers.backup]\nwhen = "beside"\nvolumes = {{ data = {words} }}\n[containers.proxy]\nwhen = "beside"\n'
    objects = compile_toml(f"{STORE}{sidecars}")
    assert mounted(objects, "backup") == [mount]
    assert mounted(objects, "proxy") == []
