"""What containers see as files: the app's own in one ConfigMap, others by reference, and pods that roll when content changes."""

import base64
import os
import re
from pathlib import Path
from typing import Any

import pytest
from rocksolid.compiler import RefusedError, compile_request
from rocksolid.language import contents
from rocksolid.language.gather import Request

from build import APP, compile_toml, container, one, pod, template

OWN = f'{APP}[files]\n"/etc/app/config.yaml" = {{ content = "listen: 8080" }}\n'
TMP = "/tmp"  # noqa: S108 - a directory in containers, not of this machine.


def volumes(objects: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the volumes of the only pod by name, without its scratch space."""
    return {one["name"]: one for one in pod(objects)["volumes"] if "emptyDir" not in one}


def mounts(objects: list[dict[str, Any]], name: str | None = None) -> dict[str, Any]:
    """Return the mounts of a container by path, without its /tmp."""
    return {one["mountPath"]: one for one in container(objects, name)["volumeMounts"] if one["mountPath"] != TMP}


def project(folder: Path, files: dict[str, bytes], words: str) -> list[dict[str, Any]]:
    """Return what an app becomes whose folder holds some files."""
    for name, content in {**files, "app.toml": f"{APP}{words}".encode()}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return compile_request(Request(paths=(str(folder / "app.toml"),))).objects


def test_own_content_is_one_file_from_the_apps_config_map() -> None:
    """A file of the blueprint is mounted alone, so that the directory around it stays the image's."""
    objects = compile_toml(OWN)
    assert one(objects, "ConfigMap", "app-files")["data"] == {"etc-app-config.yaml": "listen: 8080"}
    assert mounts(objects) == {
        "/etc/app/config.yaml": {"name": "files", "mountPath": "/etc/app/config.yaml", "subPath": "etc-app-config.yaml"}
    }
    items = [{"key": "etc-app-config.yaml", "path": "etc-app-config.yaml"}]
    assert volumes(objects) == {"files": {"name": "files", "configMap": {"name": "app-files", "items": items, "defaultMode": 0o444}}}


def test_an_app_without_files_has_no_config_map() -> None:
    """Nothing is written where nothing is said."""
    objects = compile_toml(APP)
    assert not [item for item in objects if item["kind"] == "ConfigMap"]
    assert "checksum/files" not in template(objects)["metadata"].get("annotations", {})


@pytest.mark.parametrize("kind", ["", 'kind = "daemon"', 'kind = "cron"\n[schedule]\ncron = "@daily"', 'kind = "job"'])
def test_pods_roll_when_content_changes(kind: str) -> None:
    """The name stays, and the annotation on the pod changes with a name or a content, and with nothing else."""

    def sum_of(files: str) -> str:
        objects = compile_toml(f"{APP}{kind}\n[files]\n{files}")
        assert one(objects, "ConfigMap", "app-files")
        return str(template(objects)["metadata"]["annotations"]["checksum/files"])

    first = sum_of('"/a" = { content = "x" }')
    assert len(first) == 64
    assert first == sum_of('"/a" = { content = "x", mode = "0400" }')
    assert len({first, sum_of('"/a" = { content = "y" }'), sum_of('"/b" = { content = "x" }'), sum_of('"/a" = { content = "" }')}) == 4


def test_a_source_is_read_from_the_project(tmp_path: Path) -> None:
    """Text stays text to the last character, whatever its line ends."""
    content = "a: 1\r\n\tb: 2\n\ufefff: ü\n"
    objects = project(tmp_path, {"conf/app.yaml": content.encode()}, '[files]\n"/etc/app.yaml" = { source = "conf/app.yaml" }\n')
    assert one(objects, "ConfigMap")["data"] == {"etc-app.yaml": content}


def test_a_source_that_is_no_text_is_binary_data(tmp_path: Path) -> None:
    """Bytes that are no UTF-8 arrive as they are."""
    objects = project(
        tmp_path,
        {"logo.png": b"\x89PNG\x00\xff", "a.txt": b"a"},
        '[files]\n"/logo" = { source = "logo.png" }\n"/a" = { source = "a.txt" }\n',
    )
    config = one(objects, "ConfigMap")
    assert config["data"] == {"a": "a"}
    assert base64.b64decode(config["binaryData"]["logo"]) == b"\x89PNG\x00\xff"


def test_a_directory_is_mounted_with_all_its_files(tmp_path: Path) -> None:
    """Each file has its own name in the mounted directory."""
    files = {"conf/b.yaml": b"b", "conf/A b.yaml": b"a", "conf/.hidden": b"h"}
    objects = project(tmp_path, files, '[files]\n"/etc/app" = { source = "conf", mode = "0400" }\n')
    assert one(objects, "ConfigMap")["data"] == {"etc-app-.hidden": "h", "etc-app-A-b.yaml": "a", "etc-app-b.yaml": "b"}
    assert mounts(objects) == {"/etc/app": {"name": "files-etc-app", "mountPath": "/etc/app"}}
    volume = volumes(objects)["files-etc-app"]["configMap"]
    assert volume["defaultMode"] == 0o400
    assert {item["path"]: item["key"] for item in volume["items"]} == {
        ".hidden": "etc-app-.hidden",
        "A b.yaml": "etc-app-A-b.yaml",
        "b.yaml": "etc-app-b.yaml",
    }


def test_a_source_may_lie_anywhere_below_the_platform_file(tmp_path: Path) -> None:
    """Apps of one platform share files."""
    (tmp_path / "platform.toml").write_text("")
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared" / "log.conf").write_text("info")
    objects = project(tmp_path / "apps", {}, '[files]\n"/log.conf" = { source = "../shared/log.conf" }\n')
    assert one(objects, "ConfigMap")["data"] == {"log.conf": "info"}


@pytest.mark.parametrize("source", ["link", "links"])
def test_a_link_leads_no_file_out_of_the_project(source: str, tmp_path: Path) -> None:
    """What a link points at counts, for a file and for the files of a directory: a repository must not read the machine it is built on."""
    (tmp_path / "secret").write_text("s")
    app = tmp_path / "app"
    (app / "links").mkdir(parents=True)
    (app / "link").symlink_to(tmp_path / "secret")
    (app / "links" / "link").symlink_to(tmp_path / "secret")
    with pytest.raises(RefusedError, match="leads out of the project"):
        project(app, {}, f'[files]\n"/x" = {{ source = "{source}" }}\n')


def test_a_link_inside_the_project_is_followed(tmp_path: Path) -> None:
    """Links are no error in themselves."""
    (tmp_path / "link").symlink_to(tmp_path / "file")
    assert one(project(tmp_path, {"file": b"f"}, '[files]\n"/x" = { source = "link" }\n'), "ConfigMap")["data"] == {"x": "f"}


def test_a_file_that_cannot_be_read_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reason is the operating system's own."""

    def refuse(*_: Any) -> bytes:
        raise PermissionError(13, os.strerror(13))

    monkeypatch.setattr(contents, "read_bytes", refuse)
    with pytest.raises(RefusedError, match='"f" cannot be read: permission denied'):
        project(tmp_path, {"f": b"f"}, '[files]\n"/x" = { source = "f" }\n')


def test_links_in_a_circle_are_an_error(tmp_path: Path) -> None:
    """Newer Pythons see no file in them, older ones a circle."""
    (tmp_path / "f").symlink_to("f")
    with pytest.raises(RefusedError, match=r"its links lead in a circle|there is no \"f\" to mount"):
        project(tmp_path, {}, '[files]\n"/x" = { source = "f" }\n')


@pytest.mark.parametrize(("size", "refused"), [(contents.LIMIT - 1, False), (contents.LIMIT, True), (3 * contents.LIMIT, True)])
def test_a_config_map_holds_one_mebibyte(size: int, refused: bool, tmp_path: Path) -> None:  # noqa: FBT001
    """All own files together have Kubernetes' limit, to the byte; the largest is pointed at."""
    words = '[files]\n"/small" = { content = "s" }\n"/large" = { source = "large" }\n'
    if refused:
        with pytest.raises(RefusedError, match="files-too-large") as caught:
            project(tmp_path, {"large": b"x" * size}, words)
        assert '\n     5 | "/large" =' in str(caught.value)
    else:
        assert one(project(tmp_path, {"large": b"x" * size}, words), "ConfigMap")


def test_one_key_is_a_file_and_the_whole_a_directory() -> None:
    """Secrets and ConfigMaps of others are mounted as they are; keys are listed, so that a missing one is seen at the start."""
    text = f"""{APP}[files]
"/etc/tls" = {{ secret = "tls" }}
"/etc/ca.crt" = {{ config = "ca", key = "ca.crt", optional = true }}
"/etc/ca2.crt" = {{ config = "ca", key = "next.crt", optional = true }}
"/etc/app" = {{ config = "app", items = {{ "a.yaml" = "conf/a.yaml" }}, mode = "0400" }}
"""
    objects = compile_toml(text)
    assert mounts(objects) == {
        "/etc/tls": {"name": "secret-tls", "mountPath": "/etc/tls"},
        "/etc/ca.crt": {"name": "config-ca", "mountPath": "/etc/ca.crt", "subPath": "ca.crt"},
        "/etc/ca2.crt": {"name": "config-ca", "mountPath": "/etc/ca2.crt", "subPath": "next.crt"},
        "/etc/app": {"name": "config-app", "mountPath": "/etc/app"},
    }
    found = volumes(objects)
    assert found["secret-tls"]["secret"] == {"secretName": "tls", "defaultMode": 0o440}
    keys = [{"key": "ca.crt", "path": "ca.crt"}, {"key": "next.crt", "path": "next.crt"}]
    assert found["config-ca"]["configMap"] == {"name": "ca", "items": keys, "defaultMode": 0o444, "optional": True}
    assert found["config-app"]["configMap"] == {"name": "app", "items": [{"key": "a.yaml", "path": "conf/a.yaml"}], "defaultMode": 0o400}
    assert not [item for item in objects if item["kind"] == "ConfigMap"]


@pytest.mark.parametrize(("security", "mode"), [("", 0o440), ('user = "image"', 0o444), ('user = "image"\nfs_group = 7', 0o440)])
def test_a_secret_can_be_read_by_its_pod(security: str, mode: int) -> None:
    """Secret files are for a group only where the pod has that group: an image's own user could not read them otherwise."""
    text = f'{APP}[files]\n"/s" = {{ secret = "s" }}\n[security]\n{security}\n'
    assert volumes(compile_toml(text))["secret-s"]["secret"]["defaultMode"] == mode


def test_containers_share_one_config_map_and_see_their_own_files() -> None:
    """Each container sees what it mounts, under keys that cannot meet."""
    text = f"""{OWN}
[containers.proxy]
when = "beside"
files = {{ "/etc/app/config.yaml" = {{ content = "proxy" }}, "/s" = {{ secret = "s" }} }}
"""
    objects = compile_toml(text)
    assert one(objects, "ConfigMap")["data"] == {"etc-app-config.yaml": "listen: 8080", "proxy-etc-app-config.yaml": "proxy"}
    assert mounts(objects, "proxy")["/etc/app/config.yaml"]["subPath"] == "proxy-etc-app-config.yaml"
    assert "/s" not in mounts(objects)


def test_keys_and_volumes_of_like_paths_never_meet() -> None:
    """Paths that read the same once their special characters are gone still have keys of their own, and so have long ones."""
    paths = ["/a b", "/a-b", "/a/b", "/é", "/è", "/" + "x" * 300, "/" + "x" * 299 + "y"]
    files = "".join(f'"{path}" = {{ content = "{number}" }}\n' for number, path in enumerate(paths))
    secrets = "".join(f'"/secrets/{number}" = {{ secret = "{name}" }}\n' for number, name in enumerate(["a.b", "a-b", "c" * 200]))
    objects = compile_toml(f"{APP}[files]\n{files}{secrets}")
    data = one(objects, "ConfigMap")["data"]
    seen = {path: data[mounts(objects)[path]["subPath"]] for path in paths}
    assert seen == {path: str(number) for number, path in enumerate(paths)}
    assert all(0 < len(key) <= 253 for key in data)
    names = [volume["name"] for volume in pod(objects)["volumes"]]
    assert len(names) == len(set(names)) == 5
    assert all(len(name) <= 63 for name in names)


def test_a_path_without_letters_has_a_volume_of_a_right_name(tmp_path: Path) -> None:
    """Of a path from which no name can be made, the volume is called by what is in it, and where there are several by more."""
    words = '[files]\n"/;" = { source = "conf" }\n"/!" = { source = "conf" }\n'
    first, second = volumes(project(tmp_path, {"conf/a": b"1"}, words))

    assert re.fullmatch("files-[0-9a-f]{8}", max(first, second))
    assert min(first, second) == "files"


def test_a_volume_of_the_author_keeps_its_name() -> None:
    """Names that an author chose come first: what is generated gives way."""
    text = f"""{APP}replicas = 1
[files]
"/x" = {{ content = "x" }}
[volumes.files]
path = "/data"
claim = "data"
[security]
user = 1
group = 1
"""
    objects = compile_toml(text)
    assert mounts(objects)["/data"]["name"] == "files"
    name = mounts(objects)["/x"]["name"]
    assert name.startswith("files-")
    assert volumes(objects)[name]["configMap"]["name"] == "app-files"
