"""Room to write: with a limit, shared by name, and no anchor for the pod unless its content matters."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rocksolid.language.amounts import thousandths
from rocksolid.system.naming import VOLUME_LIMIT, allotted, slug

from build import APP, compile_toml, container, pod, template

SAFE = "cluster-autoscaler.kubernetes.io/safe-to-evict-local-volumes"
PREFER_NO_EVICTION = "descheduler.alpha.kubernetes.io/prefer-no-eviction"
TMP, SHM = "/tmp", "/dev/shm"  # noqa: S108 - directories in containers, not of this machine.
SIDECAR = '[containers.proxy]\nwhen = "beside"\n'
MANY = 'replicas = 1\nscratch = ["/var/cache/nginx", "/spool"]\n'


def spaces(objects: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the scratch volumes of the only pod, by name."""
    return {volume["name"]: volume["emptyDir"] for volume in pod(objects)["volumes"] if "emptyDir" in volume}


def seen(objects: list[dict[str, Any]], name: str | None = None) -> dict[str, str]:
    """Return the volume at each path of a container."""
    return {mount["mountPath"]: mount["name"] for mount in container(objects, name)["volumeMounts"]}


def annotations(objects: list[dict[str, Any]]) -> dict[str, str]:
    """Return the annotations of the only pod."""
    found: dict[str, str] = template(objects)["metadata"].get("annotations", {})
    return found


@pytest.mark.parametrize("kind", ["port = 1", "", 'kind = "daemon"', 'kind = "job"', 'kind = "cron"\n[schedule]\ncron = "@daily"'])
def test_every_app_can_write_to_tmp(kind: str) -> None:
    """The root file system is read-only, so there is always a /tmp, which fills no node."""
    objects = compile_toml(f"{APP}{kind}\n")
    assert spaces(objects) == {"tmp": {"sizeLimit": "512Mi"}}
    assert seen(objects) == {TMP: "tmp"}
    assert annotations(objects) == {SAFE: "tmp"}


def test_every_container_has_a_tmp_of_its_own() -> None:
    """Containers do not see each other's temporary files; a helper's are small."""
    objects = compile_toml(f"{APP}{SIDECAR}")
    assert spaces(objects) == {"tmp": {"sizeLimit": "512Mi"}, "tmp-proxy": {"sizeLimit": "64Mi"}}
    assert seen(objects, "proxy") == {TMP: "tmp-proxy"}


def test_a_list_of_paths_adds_to_tmp() -> None:
    """Each path is a volume with a limit, called after it."""
    objects = compile_toml(f"{APP}{MANY}")
    assert seen(objects) == {TMP: "tmp", "/var/cache/nginx": "scratch-var-cache-nginx", "/spool": "scratch-spool"}
    assert set(map(str, spaces(objects).values())) == {"{'sizeLimit': '512Mi'}"}


def test_a_table_says_how_large_and_where() -> None:
    """Size, medium and the part of the volume are the author's."""
    objects = compile_toml(f'{APP}[scratch]\n"{TMP}" = {{ size = "1Gi" }}\n"{SHM}" = {{ size = "64Mi", memory = true, sub_path = "x" }}\n')
    assert spaces(objects) == {"tmp": {"sizeLimit": "1Gi"}, "scratch-dev-shm": {"medium": "Memory", "sizeLimit": "64Mi"}}
    assert {"name": "scratch-dev-shm", "mountPath": SHM, "subPath": "x"} in container(objects)["volumeMounts"]


@pytest.mark.parametrize(
    ("own", "other", "size"),
    [
        ("", "", "512Mi"),
        (', size = "16Mi"', "", "16Mi"),
        ("", ', size = "16Mi"', "16Mi"),
        (', size = "1Gi"', ', size = "1024Mi"', "1Gi"),
    ],
)
def test_containers_share_scratch_space_by_its_name(own: str, other: str, size: str) -> None:
    """One name is one volume; its size is what somebody wrote, else the larger default."""
    text = f'{APP}scratch = {{ "/out" = {{ name = "spool"{own} }} }}\n{SIDECAR}scratch = {{ "/in" = {{ name = "spool"{other} }} }}\n'
    objects = compile_toml(text)
    assert spaces(objects)["spool"] == {"sizeLimit": size}
    assert (seen(objects)["/out"], seen(objects, "proxy")["/in"]) == ("spool", "spool")
    assert annotations(objects)[SAFE] == "tmp,spool,tmp-proxy"


def test_a_path_in_a_list_wrote_no_size() -> None:
    """A list says where, not how large: the size that another container wrote for the same name counts."""
    text = f'{APP}[environments.test]\nscratch = ["/out"]\n[scratch]\n"/out" = {{ name = "spool" }}\n{SIDECAR}'
    objects = compile_toml(f'{text}scratch = {{ "/in" = {{ name = "spool", size = "16Mi" }} }}\n', environment="test")
    assert spaces(objects)["spool"] == {"sizeLimit": "16Mi"}


def test_content_that_matters_keeps_the_pod_where_it_is() -> None:
    """Neither the autoscaler nor the descheduler moves a pod whose scratch space says `keep`."""
    objects = compile_toml(f'{APP}replicas = 1\n[scratch]\n"/cache" = {{ keep = true }}\n')
    assert annotations(objects) == {SAFE: "tmp", PREFER_NO_EVICTION: "true"}


def test_no_pod_is_ever_marked_for_eviction() -> None:
    """The descheduler's `evict` annotation passes all of its filters by, so it is nowhere."""
    assert "descheduler.alpha.kubernetes.io/evict" not in annotations(compile_toml(f"{APP}{MANY}"))


def test_an_annotation_of_the_author_wins() -> None:
    """Who tells the autoscaler something else is believed."""
    assert annotations(compile_toml(f'{APP}[pod_annotations]\n"{SAFE}" = "none"\n'))[SAFE] == "none"


@pytest.mark.parametrize("path", [TMP, f"/{TMP}", f"/.{TMP}"])
def test_tmp_gives_way_to_what_the_author_mounts_there(path: str) -> None:
    """A default never stands in the way of what somebody wrote, however it is spelt."""
    objects = compile_toml(f'{APP}[files]\n"{path}" = {{ config = "c" }}\n')
    assert spaces(objects) == {}
    assert SAFE not in annotations(objects)


def test_volumes_of_like_paths_never_meet() -> None:
    """Paths that read the same once their special characters are gone are still volumes of their own."""
    paths = ["/a b", "/a-b", "/a/b", "/é", "/è", "/" + "x" * 100, "/" + "x" * 99 + "y", "/A/B"]
    objects = compile_toml(f"{APP}scratch = {paths}\n")
    names = seen(objects)
    assert len({names[path] for path in paths}) == len(paths)
    assert all(len(name) <= VOLUME_LIMIT for name in names.values())


@given(st.lists(st.text(max_size=80), unique=True))
def test_names_are_unique_and_short(texts: list[str]) -> None:
    """Whatever things are called, their names are DNS labels and differ."""
    names = allotted(((text, f"v-{slug(text)}".rstrip("-")) for text in texts), VOLUME_LIMIT, {"v", "v-a"})
    assert len(set(names.values())) == len(texts)
    assert all(0 < len(name) <= VOLUME_LIMIT and name == slug(name) for name in names.values())
    assert {"v", "v-a"}.isdisjoint(names.values())


@pytest.mark.parametrize(
    ("quantity", "amount"),
    [
        ("1", 1000),
        ("250m", 250),
        ("1.5", 1500),
        (".5", 500),
        ("1Ki", 1024000),
        ("1k", 10**6),
        ("1.5Gi", 1610612736000),
        ("2e3", 2 * 10**6),
        ("1E", 10**21),
    ],
)
def test_quantities_are_compared_as_numbers(quantity: str, amount: int) -> None:
    """Decimal and binary units, exponents and thousandths mean what Kubernetes means by them."""
    assert thousandths(quantity) == amount


def test_what_is_no_quantity_is_a_mistake_of_ours() -> None:
    """The language refuses such text before it comes here."""
    with pytest.raises(ValueError, match="no quantity"):
        thousandths("128MB")
