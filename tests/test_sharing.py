"""Manifests that are read by several processes are read as by one: the same objects at the same lines, and the same complaints."""

import pytest
from rocksolid.cli import workers
from rocksolid.cli.workers import shared_out
from rocksolid.finding import Finding, Place
from rocksolid.sharing import Share, alone
from rocksolid.verify.document import Text
from rocksolid.verify.reading import MANY, read_all
from rocksolid.verify.verdict import verify

pytestmark = pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")  # The test runner has threads, a command has none.

WRONG = {
    7: "kind: ConfigMap\nkind: ConfigMap\napiVersion: v1\nmetadata: {name: twice}\n",
    100: "a: [\n",
    101: "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: item}}\n- 7\n",
    400: "apiVersion: v1\nkind: ConfigMap\nmetadata: &same {name: anchored}\ndata: *same\n",
    MANY: "%YAML 1.2\n",
}
"""Documents among many sound ones, by number: what is reported, and what has more than a tree."""


def stream() -> str:
    """Return so many documents that they are shared out."""
    sound = "# One of many.\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: one-{}\ndata: {{big: 18446744073709551615, real: 0.5, no: ~}}\n"
    return "---\n".join(WRONG.get(number, sound.format(number)) for number in range(MANY + 10))


def found(texts: list[Text], share: Share) -> tuple[list[tuple[Place, object]], list[tuple[str, Place | None]]]:
    """Return every object with the place of its name, and every complaint with its place."""
    report: list[Finding] = []
    read = [(one.at("metadata", "name").place(), dict(one.content)) for one in read_all(texts, report, share)]
    return read, [(one.message, one.spot.place() if one.spot else None) for one in report]


@pytest.mark.parametrize("cores", [1, 2, 3])
def test_documents_are_read_by_several_as_by_one(cores: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether in one text or in many, wherever something is wrong, and however many cores there are."""
    monkeypatch.setattr(workers, "cores", lambda: cores)
    json = '{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "json"}}'
    texts = [Text("stream.yaml", stream()), Text("one.json", json), Text("one.yaml", json.replace('"', "")), Text("nothing.yaml", "")]

    several, one = found(texts, shared_out), found(texts, alone)

    assert several == one
    assert len(one[0]) > MANY
    assert len(one[1]) >= len(WRONG) - 1


def test_few_documents_are_not_shared_out() -> None:
    """To start a process takes longer than to read them."""

    def refused(pieces: int, _: object) -> list[object]:
        raise AssertionError(f"{pieces} pieces")

    assert len(read_all([Text("few.yaml", "---\n".join(stream().split("---\n")[:3]))], [], refused)) == 3


@pytest.mark.parametrize("cores", [1, 2])
def test_objects_are_checked_by_several_as_by_one(cores: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is wrong with a few of many objects is said in the same words, at the same places and in the same order."""
    monkeypatch.setattr(workers, "cores", lambda: cores)
    wrong = {30: "data: 7", 31: "data: {}\nspec: 1", 300: "dta: {}", MANY: "data: {a/b: refused}"}
    one = "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: one-{}}}\n{}\n"
    texts = [Text("stream.yaml", "---\n".join(one.format(number, wrong.get(number, "data: {}")) for number in range(MANY + 10)))]

    def told(share: Share) -> list[tuple[str, str, Place | None]]:
        return [(found.code, found.message, found.spot.place() if found.spot else None) for found in verify(texts, share=share).findings]

    assert told(shared_out) == told(alone)
    assert {"schema", "refused"} <= {code for code, *_ in told(alone)}
