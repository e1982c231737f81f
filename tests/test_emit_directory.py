import json
import os
import resource
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rocksolid.emit.directory import ForeignFileError, file_names, replace_file, write

MARKER = '# Written by rocksolid. The next "rocksolid render -o" replaces this file, or removes it.\n'


def ours(name: str) -> str:
    """Return an object of ours as JSON, for the file `secret.NAME.json`."""
    labels = {"app.kubernetes.io/managed-by": "rocksolid"}
    return json.dumps({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": name, "labels": labels}})


OURS = ours("web")

FOREIGN = {
    "notes.txt": MARKER,
    "other.yml": MARKER,
    "by-hand.yaml": "a: 1\n",
    "marked-late.yaml": f"a: 1\n{MARKER}",
    "latin.yaml": "\udce4: 1\n",
    "broken.json": "{",
    "list.json": "[]",
    "backup.json": OURS,
    "unlabelled.json": '{"metadata": {"labels": null}}',
    "helm.json": OURS.replace("rocksolid", "Helm"),
    "latin.json": '"\udce4"',
    "inner/a.yaml": f"{MARKER}a: 1\n",
}


def tree(directory: Path) -> dict[str, str]:
    """Return every file and link under a directory: its text, or where it leads."""
    paths = [path for path in directory.rglob("*") if path.is_symlink() or not path.is_dir()]
    return {str(path.relative_to(directory)): f"-> {path.readlink()}" if path.is_symlink() else put(path) for path in paths}


def put(path: Path, text: str | None = None) -> str:
    """Write a file where a text is given, and return its text; bytes that are no UTF-8 are surrogates."""
    if text is not None:
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8", errors="surrogateescape")
    return path.read_text(encoding="utf-8", errors="surrogateescape")


@contextmanager
def small_disk() -> Iterator[None]:
    """Let the system refuse to write more than 1000 bytes into a file."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize(
    ("metadata", "extension", "name"),
    [
        ({"name": "web"}, "yaml", "networkpolicy.web.yaml"),
        ({"name": "web", "namespace": "shop"}, "json", "shop.networkpolicy.web.json"),
    ],
)
def test_a_file_is_named_after_its_object(metadata: dict[str, Any], extension: str, name: str) -> None:
    """Namespace, kind in small letters, name."""
    assert file_names([{"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": metadata}], extension) == [name]


def test_objects_of_one_kind_and_name_have_a_file_each(tmp_path: Path) -> None:
    """The group of the API tells their files apart, that of no other object is in its name, and a second render knows them all."""
    labels = {"app.kubernetes.io/managed-by": "rocksolid"}
    kinds = [("v1", "Service", "web"), ("serving.knative.dev/v1", "Service", "web"), ("v1", "Service", "api")]
    things = [{"apiVersion": api, "kind": kind, "metadata": {"name": name, "labels": labels}} for api, kind, name in kinds]
    names = file_names(things, "json")
    assert names == ["service.core.web.json", "service.serving.knative.dev.web.json", "service.api.json"]
    write(tmp_path, dict(zip(names, map(json.dumps, things), strict=True)))
    assert sorted(path.name for path in write(tmp_path, {})) == sorted(names)


def test_a_new_directory_is_made(tmp_path: Path) -> None:
    """The directory and those above it are made; YAML is marked as ours, JSON cannot be."""
    write(tmp_path / "a/b", {"web.yaml": "a: 1\n", "secret.web.json": OURS})
    assert tree(tmp_path) == {"a/b/web.yaml": f"{MARKER}a: 1\n", "a/b/secret.web.json": OURS}


_yaml = {f"{name}.yaml": st.sampled_from(["a: 1\n", "a: 2\n"]) for name in "ab"}
_json = {f"secret.{name}.json": st.sampled_from([ours(name), f"{ours(name)}\n"]) for name in "ab"}
_files = st.fixed_dictionaries({}, optional={**_yaml, **_json})


@given(st.lists(_files, max_size=5))
@settings(max_examples=60, deadline=None)
def test_the_last_files_are_there_and_no_others_of_ours(renders: list[dict[str, str]]) -> None:
    """Whatever was rendered before, in whatever format, the last files and everything of others stand in the directory."""
    with tempfile.TemporaryDirectory() as name:
        for path, text in FOREIGN.items():
            put(Path(name, path), text)
        for files in renders:
            write(Path(name), files)
            assert tree(Path(name)) == {**FOREIGN, **{name: MARKER * name.endswith(".yaml") + text for name, text in files.items()}}


@pytest.mark.parametrize("name", ["web.yaml", "secret.web.json"])
def test_an_unchanged_file_is_not_touched(tmp_path: Path, name: str) -> None:
    """A file that would get the same bytes stays the same file, with its time; a changed one is another file."""
    write(tmp_path, {name: OURS})
    os.utime(tmp_path / name, ns=(1, 1))
    before = (tmp_path / name).stat()
    write(tmp_path, {name: OURS})
    after = (tmp_path / name).stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, 1)
    write(tmp_path, {name: f"{OURS}\n"})
    assert (tmp_path / name).stat().st_ino != before.st_ino


def test_a_file_marked_by_another_version_is_ours(tmp_path: Path) -> None:
    """The first sentence of the mark is enough, and what was added by hand below it goes."""
    put(tmp_path / "old.yaml", "# Written by rocksolid. In other words.\na: 1\n")
    put(tmp_path / "web.yaml", f"{MARKER}a: 1\nb: by hand\n")
    write(tmp_path, {"web.yaml": "a: 1\n"})
    assert tree(tmp_path) == {"web.yaml": f"{MARKER}a: 1\n"}


@pytest.mark.parametrize("name", [name for name in FOREIGN if Path(name).suffix in {".yaml", ".json"} and "/" not in name])
def test_a_file_of_somebody_else_is_not_replaced(tmp_path: Path, name: str) -> None:
    """A file that we have not written stops everything before anything is written or removed, and is named."""
    before = {name: FOREIGN[name], "stale.yaml": MARKER, "changed.yaml": MARKER}
    for path, text in before.items():
        put(tmp_path / path, text)
    with pytest.raises(ForeignFileError, match=r"was not written by rocksolid: move it away") as error:
        write(tmp_path, {"changed.yaml": "a: 1\n", name: OURS})
    assert error.value.path == tmp_path / name
    assert str(error.value.path) in str(error.value)
    assert tree(tmp_path) == before


@pytest.mark.parametrize("target", ["ours.yaml", "nowhere"])
def test_a_link_is_somebody_elses(tmp_path: Path, target: str) -> None:
    """A link is never replaced, not even one to a file of ours or to nothing; where it is not in the way it stays."""
    put(tmp_path / "ours.yaml", MARKER)
    (tmp_path / "web.yaml").symlink_to(target)
    with pytest.raises(ForeignFileError):
        write(tmp_path, {"web.yaml": "a: 1\n"})
    write(tmp_path, {"ours.yaml": "a: 1\n"})
    assert tree(tmp_path) == {"ours.yaml": f"{MARKER}a: 1\n", "web.yaml": f"-> {target}"}


def test_a_directory_with_the_name_of_a_file_is_somebody_elses(tmp_path: Path) -> None:
    """A directory stands where a file should."""
    (tmp_path / "web.yaml").mkdir()
    with pytest.raises(ForeignFileError):
        write(tmp_path, {"web.yaml": "a: 1\n"})
    write(tmp_path, {})
    assert (tmp_path / "web.yaml").is_dir()


@pytest.mark.parametrize("make", [lambda path: path.touch(), lambda path: path.symlink_to("nowhere")], ids=["file", "link to nothing"])
def test_what_is_no_directory_is_not_replaced(tmp_path: Path, make: Any) -> None:
    """A file of the directory's name is somebody else's, and so is a link to nothing."""
    make(tmp_path / "out")
    before = tree(tmp_path)
    with pytest.raises(ForeignFileError, match=r"out is no directory: the name of a file ends in .yaml, .yml or .json$") as error:
        write(tmp_path / "out", {"web.yaml": "a: 1\n"})
    assert error.value.path == tmp_path / "out"
    assert tree(tmp_path) == before


def test_a_link_to_a_directory_is_a_directory(tmp_path: Path) -> None:
    """The directory itself may be a link."""
    (tmp_path / "real").mkdir()
    (tmp_path / "out").symlink_to("real")
    write(tmp_path / "out", {"web.yaml": "a: 1\n"})
    assert tree(tmp_path) == {"out": "-> real", "real/web.yaml": f"{MARKER}a: 1\n"}


@pytest.mark.parametrize("name", ["../web.yaml", "a/web.yaml", "/web.yaml", "web.yml", "web", ".yaml", ""])
def test_a_name_that_is_no_manifest_is_refused(tmp_path: Path, name: str) -> None:
    """A name leads nowhere else, and its ending tells how its owner can be known."""
    with pytest.raises(ValueError, match=r"is no name of a \.yaml or \.json file$"):
        write(tmp_path / "out", {"web.yaml": "a: 1\n", name: "a: 1\n"})
    assert tree(tmp_path) == {}


@pytest.mark.parametrize(
    ("name", "text", "error"),
    [("big.yaml", "#" * 2000, OSError), ("n" * 250 + ".yaml", "", OSError), ("half.yaml", "\ud800", ValueError)],
    ids=["disk full", "name too long", "no UTF-8"],
)
def test_nothing_changes_when_one_file_cannot_be_written(tmp_path: Path, name: str, text: str, error: type[Exception]) -> None:
    """All old files are still there with their text, none is new, and nothing temporary is left."""
    before = {"stale.yaml": MARKER, "changed.yaml": MARKER, "notes.txt": "mine"}
    for path, old in before.items():
        put(tmp_path / path, old)
    with small_disk(), pytest.raises(error):
        write(tmp_path, {"changed.yaml": "a: 1\n", "new.yaml": "a: 1\n", name: text})
    assert tree(tmp_path) == before


def test_modes(tmp_path: Path) -> None:
    """A replaced file keeps its mode; a new one has the mode that the user's umask gives to every new file."""
    put(tmp_path / "old.yaml", MARKER)
    (tmp_path / "old.yaml").chmod(0o604)
    umask = os.umask(0o027)
    try:
        write(tmp_path, {"old.yaml": "a: 1\n", "new.yaml": "a: 1\n"})
    finally:
        os.umask(umask)
    assert {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()} == {"old.yaml": 0o604, "new.yaml": 0o640}


def test_one_file_is_replaced_and_keeps_its_mode(tmp_path: Path) -> None:
    """A file is made, then replaced by another file of the same name and mode, as UTF-8 with the line breaks of the text."""
    path = tmp_path / "all.yaml"
    replace_file(path, "a: 1\n")
    path.chmod(0o600)
    before = path.stat()
    replace_file(path, "é: 2\n")
    assert path.read_bytes() == b"\xc3\xa9: 2\n"
    assert path.stat().st_mode == before.st_mode
    assert path.stat().st_ino != before.st_ino
    assert tree(tmp_path) == {"all.yaml": "é: 2\n"}


@pytest.mark.parametrize("target", ["real/old.yaml", "real/new.yaml"])
def test_a_link_stays_and_its_target_is_replaced(tmp_path: Path, target: str) -> None:
    """What a link leads to is written beside itself, whether it is there yet or not."""
    put(tmp_path / "real/old.yaml", "old\n")
    (tmp_path / "link.yaml").symlink_to(target)
    replace_file(tmp_path / "link.yaml", "new\n")
    assert tree(tmp_path) == {"real/old.yaml": "old\n", target: "new\n", "link.yaml": f"-> {target}"}


@pytest.mark.parametrize(("text", "error"), [("#" * 2000, OSError), ("\ud800", ValueError)], ids=["disk full", "no UTF-8"])
def test_the_old_file_stays_when_the_new_one_cannot_be_written(tmp_path: Path, text: str, error: type[Exception]) -> None:
    """A file that cannot be written whole is not written at all."""
    put(tmp_path / "all.yaml", "old\n")
    with small_disk(), pytest.raises(error):
        replace_file(tmp_path / "all.yaml", text)
    assert tree(tmp_path) == {"all.yaml": "old\n"}


def test_a_pipe_is_written_to(tmp_path: Path) -> None:
    """What is no file, like a pipe or `/dev/stdout`, gets the text and stays what it is."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        replace_file(pipe, "a: 1\n")
        assert os.read(reader, 100) == b"a: 1\n"
    finally:
        os.close(reader)
    assert pipe.is_fifo()


def test_a_directory_is_no_file(tmp_path: Path) -> None:
    """A directory in the place of the file is not replaced, and the system's complaint names it."""
    with pytest.raises(IsADirectoryError, match=str(tmp_path)):
        replace_file(tmp_path, "a: 1\n")
