import csv
import io
import json
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from rocksolid.cli.commands import application
from rocksolid.verify.cluster import Cluster
from rocksolid.verify.connectivity import formats
from rocksolid.verify.connectivity.reach import connectivity
from rocksolid.verify.document import Document, Text
from rocksolid.verify.resource import Resource
from typer.testing import CliRunner, Result

Run = Callable[..., Result]

SHOP = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec: {template: {metadata: {labels: {app: web}}, spec: {containers: [{}]}}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: api, namespace: shop}
spec: {template: {metadata: {labels: {app: api}}, spec: {containers: [{ports: [{name: http, containerPort: 8080}]}]}}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: all, namespace: shop}
spec: {podSelector: {}, policyTypes: [Ingress, Egress]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  ingress:
    - from: [{ipBlock: {cidr: 10.0.0.0/8}}]
  egress:
    - to: [{podSelector: {matchLabels: {app: api}}}]
      ports: [{port: http}]
    - to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}, podSelector: {matchLabels: {k8s-app: kube-dns}}}]
      ports: [{port: 53, protocol: UDP}, {port: 53}]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api, namespace: shop}
spec:
  podSelector: {matchLabels: {app: api}}
  ingress: [{from: [{podSelector: {matchLabels: {app: web}}}], ports: [{port: http}]}]
"""
LINES = """\
10.0.0.0/8 => shop/web : All Connections
shop/web => kube-system/{k8s-app=kube-dns} : TCP 53,UDP 53
shop/web => shop/api : TCP 8080
"""
POD = "{{apiVersion: v1, kind: Pod, metadata: {{name: {name}, namespace: {space}}}, spec: {{containers: []}}}}"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the command in a folder with `shop.yaml`."""
    (tmp_path / "shop.yaml").write_text(SHOP, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return lambda *arguments, text=None: CliRunner().invoke(
        application("connectivity"), ["connectivity", *arguments], input=text, prog_name="rocksolid"
    )


def test_text_is_a_sorted_line_a_pair(run: Run) -> None:
    """Client, server and ports: the lines are sorted, and nothing else is said."""
    result = run("shop.yaml")

    assert (result.exit_code, result.stdout, result.stderr) == (0, LINES, "")


def test_the_order_of_the_objects_changes_nothing(run: Run) -> None:
    """The answer is about the cluster, not about the file."""
    backwards = "\n---\n".join(reversed(SHOP.split("\n---\n")))

    assert run("-", text=backwards).stdout == LINES


def test_json_names_both_sides_with_their_kinds(run: Run) -> None:
    """JSON has a list of objects with `from`, `to` and ranges of ports; only workloads have a namespace."""
    web, api = ({"kind": "Deployment", "namespace": "shop", "name": name} for name in ("web", "api"))
    everything = [{"protocol": protocol, "from": 1, "to": 65535} for protocol in ("SCTP", "TCP", "UDP")]

    assert json.loads(run("shop.yaml", "--format", "json").stdout) == [
        {"from": {"kind": "Addresses", "name": "10.0.0.0/8"}, "to": web, "ports": everything},
        {
            "from": web,
            "to": {"kind": "Pods", "name": "kube-system/{k8s-app=kube-dns}"},
            "ports": [{"protocol": "TCP", "from": 53, "to": 53}, {"protocol": "UDP", "from": 53, "to": 53}],
        },
        {"from": web, "to": api, "ports": [{"protocol": "TCP", "from": 8080, "to": 8080}]},
    ]


@pytest.mark.parametrize("layout", ["text", "csv", "dot", "json"])
def test_a_name_that_has_no_utf8_is_escaped(run: Run, layout: str) -> None:
    """Half of a character, as JSON can write it, stays visible: a run never ends in the middle of its answer."""
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a\ud800", "namespace": "shop"}, "spec": {"containers": []}}
    result = run("-", "--format", layout, text=json.dumps(pod))

    assert (result.exit_code, "a\\ud800" in result.stdout.replace("\\\\", "\\")) == (0, True)


def test_csv_has_a_header_and_a_row_a_line(run: Run) -> None:
    """CSV says what the text says, and the kinds."""
    header, *rows = csv.reader(io.StringIO(run("shop.yaml", "--format", "csv").stdout))

    assert header == ["from", "from_kind", "to", "to_kind", "ports"]
    assert [f"{client} => {server} : {ports}\n" for client, _, server, _, ports in rows] == LINES.splitlines(keepends=True)
    assert {(client_kind, server_kind) for _, client_kind, _, server_kind, _ in rows} == {
        ("Addresses", "Deployment"),
        ("Deployment", "Pods"),
        ("Deployment", "Deployment"),
    }


def test_dot_draws_namespaces_and_the_outside(run: Run) -> None:
    """A cluster a namespace with all its workloads, dashed nodes outside, and an arrow a line."""
    picture = run("shop.yaml", "--format", "dot").stdout

    assert picture.startswith("digraph connectivity {\n")
    assert re.search(
        r'subgraph "cluster_shop" \{\n    label="shop";\n    "shop/api" \[label="api"\];\n    "shop/web" \[label="web"\];\n  \}', picture
    )
    assert re.findall(r'^  "(.*)" \[style=dashed\];$', picture, re.MULTILINE) == ["10.0.0.0/8", "kube-system/{k8s-app=kube-dns}"]
    assert [" => ".join(pair) for pair in re.findall(r'^  "(.*)" -> "(.*)" \[label=', picture, re.MULTILINE)] == [
        line.split(" : ")[0] for line in LINES.splitlines()
    ]


@pytest.mark.parametrize(("form", "shown"), [("dot", r'"a\"b'), ("text", r"a\x1b[31mb"), ("csv", 'a""b')])
def test_names_that_are_none_do_no_harm(run: Run, form: str, shown: str) -> None:
    """Whatever somebody calls an object, the output is still of its format."""
    name = json.dumps("a\x1b[31mb" if form == "text" else 'a"b')

    assert shown in run("-", "--format", form, text=POD.format(name=name, space="shop")).stdout


def test_the_kind_is_told_where_a_name_is_not_enough(run: Run) -> None:
    """Two workloads of one name and namespace are told apart by their kinds, and only these."""
    job = SHOP.split("---", maxsplit=1)[0].replace("apps/v1", "batch/v1").replace("Deployment", "Job").replace("app: web", "app: job")
    lines = run("-", text=f"{SHOP}---{job}").stdout.splitlines()

    assert "shop/web[Deployment] => shop/api : TCP 8080" in lines
    assert {word for line in lines for word in line.split() if word.startswith("shop/")} == {"shop/web[Deployment]", "shop/api"}


def test_a_directory_is_all_manifests_under_it(run: Run, tmp_path: Path) -> None:
    """Files of one cluster may lie in many folders, as YAML and as JSON."""
    folder = tmp_path / "all" / "deep"
    folder.mkdir(parents=True)
    (tmp_path / "shop.yaml").rename(folder / "shop.yml")
    (tmp_path / "all" / "one.json").write_text('{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "one", "namespace": "other"}}')
    (tmp_path / "all" / "notes.txt").write_text("not: [yaml")

    assert set(run("all").stdout.splitlines()) > set(LINES.splitlines())
    assert "other/one => */* : All Connections" in run("all").stdout


@pytest.mark.parametrize("text", ["a: [", "a: b", "\t- x"])
def test_what_cannot_be_read_has_no_answer(run: Run, text: str) -> None:
    """Half an answer about a network would be a wrong one: what is wrong is said on stderr, and the run ends with 1."""
    result = run("-", "shop.yaml", text=text)

    assert (result.exit_code, result.stdout) == (1, "")
    assert re.match(r"stdin:1:\d+: error\[", result.stderr)


def test_a_file_that_is_not_there(run: Run) -> None:
    """A missing file is an error with its name."""
    result = run("shop.yaml", "shopp.yaml")

    assert (result.exit_code, result.stdout) == (1, "")
    assert "shopp.yaml:1:1: error[unreadable]" in result.stderr


def test_no_workloads_are_an_empty_answer(run: Run) -> None:
    """A cluster without workloads has nothing to say."""
    space = "{apiVersion: v1, kind: Namespace, metadata: {name: shop}}"

    assert (run("-", text=space).stdout, run("-", "--format", "json", text=space).stdout) == ("", "[]\n")


def test_nothing_at_all_is_an_error(run: Run) -> None:
    """A pipe whose other end failed is not a cluster in which all is closed."""
    result = run("-", text="")

    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "error[no-manifests]: there is no Kubernetes object in stdin\n"


def test_what_is_passed_over_is_not_in_the_way(run: Run) -> None:
    """Objects of unknown kinds have no part in the answer, and are not worth a word."""
    other = "{apiVersion: example.com/v1, kind: Tree, metadata: {name: oak, namespace: shop}}"
    result = run("-", text=f"{SHOP}---\n{other}")

    assert (result.exit_code, result.stdout, result.stderr) == (0, LINES, "")


def test_a_format_that_is_none_is_wrong_usage(run: Run) -> None:
    """Wrong usage ends with 2."""
    assert run("shop.yaml", "--format", "svg").exit_code == 2


NAMES = ("b", "a", "a => other/b", "a => other", "a b", "a!", "a\x1f", "a\x00", "a\x00b", "", "a")


def test_the_lines_are_sorted_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each line is there once and in the order of its characters, also where a name begins as another does or has an arrow in it."""
    monkeypatch.setattr(formats, "BLOCK", 1)
    found = connectivity(_pods(NAMES))
    inside = {(client.name, server.name, ports) for client, server, ports in found.between()}
    outside = {(client.name, server, ports) for client, server, ports in found.outward()}
    outside |= {(client, server.name, ports) for client, server, ports in found.inward()}
    lines = sorted(f"{client} => {server} : {ports.text()}" for client, server, ports in inside | outside)

    assert formats.text(found) == "".join(f"{line if line.isprintable() else repr(line)[1:-1]}\n" for line in lines)


@pytest.mark.parametrize("form", formats.FORMATS)
def test_the_size_of_the_blocks_changes_nothing(monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    """An answer of one block and an answer of many are the same."""
    found = connectivity(_pods(NAMES))
    at_once = list(formats.STREAMS[form](found))
    monkeypatch.setattr(formats, "BLOCK", 1)
    in_pieces = list(formats.STREAMS[form](found))

    assert len(in_pieces) > len(at_once)
    assert "".join(in_pieces) == "".join(at_once)


@pytest.mark.parametrize("form", formats.FORMATS)
def test_no_piece_of_an_answer_grows_with_the_pairs(monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    """However many pairs are open, a piece has no more of them than a block or one client: memory is for these."""
    size = 30
    monkeypatch.setattr(formats, "BLOCK", size)
    found = connectivity(_pods(f"p{number}" for number in range(size)))
    pieces = list(formats.STREAMS[form](found))

    assert sum(piece.count("\n") for piece in pieces) >= size * (size - 1)
    assert max(piece.count("\n") for piece in pieces) <= 3 * size


def test_few_calls_are_one_piece_however_many_workloads_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each piece asks every workload, so there are as many as the answer needs, not as the cluster has workloads."""
    monkeypatch.setattr(formats, "BLOCK", 30)
    spec = {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    closed = {"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": {"name": "no", "namespace": "other"}, "spec": spec}

    assert list(formats.STREAMS["text"](connectivity(_pods((f"p{number}" for number in range(60)), closed)))) == [""]


def _pods(names: Iterable[str], *others: dict[str, Any]) -> Cluster:
    """Pods with any names, also such as no server takes, beside other objects."""
    pods = ({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name, "namespace": "other"}} for name in names)
    return Cluster(tuple(Resource(Document(Text("", ""), 0, 0, 1), (), one) for one in (*others, *pods)))
