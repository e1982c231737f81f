"""How the time of the connectivity engine grows: in proportion to its answer, not to pairs times policies.

Each system has workloads that call five others each, and a policy for each that names them at both ends, as a careful team writes
it. The last table is the worst case: nobody has a policy, so that every pair is open and the answer itself has the square of the size.
Times are the processor's, without the garbage collector, and medians of several rounds; compare ratios within one run, because
machines differ.
"""

from collections.abc import Callable, Iterator
from statistics import median
from time import process_time
from timeit import repeat
from typing import Any

from rocksolid.emit.yaml import dump_all
from rocksolid.verify.cluster import Cluster
from rocksolid.verify.connectivity.reach import Connectivity
from rocksolid.verify.document import Text
from rocksolid.verify.reading import read

SIZES = (100, 300, 1000, 3000)
OPEN_SIZES = (100, 300, 1000)
STEPS = (1, 3, 17, 41, 89)
"""How many places behind a workload those stand that it calls."""
ROUNDS = 5
PER_NAMESPACE = 50
HEADER = ("workloads", "policies", "pairs", "reading s", "engine s", "us a pair", "us a workload")
Tree = dict[str, Any]


def main() -> None:
    """Print both tables."""
    print(f"{len(STEPS)} calls a workload, named in the policies of both ends")
    _table(_measured(list(_system(size))) for size in SIZES)
    print("\nthe worst case: no policies, every pair open")
    _table(_measured(list(_deployments(size))) for size in OPEN_SIZES)


def _system(size: int) -> Iterator[Tree]:
    """Yield Deployments and a policy for each."""
    yield from _deployments(size)
    for number in range(size):
        yield _policy(number, [(number - step) % size for step in STEPS], [(number + step) % size for step in STEPS])


def _deployments(size: int) -> Iterator[Tree]:
    for number in range(size):
        container = {"name": "main", "image": "example.com/app:1", "ports": [{"name": "http", "containerPort": _port(number)}]}
        labels = {"app": f"app-{number}"}
        template = {"metadata": {"labels": labels}, "spec": {"containers": [container]}}
        spec = {"replicas": 3, "selector": {"matchLabels": labels}, "template": template}
        yield {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": _metadata(number), "spec": spec}


def _policy(number: int, clients: list[int], servers: list[int]) -> Tree:
    dns = {"to": [_peer("kube-system", {"k8s-app": "kube-dns"})], "ports": [{"protocol": "UDP", "port": 53}]}
    spec = {
        "podSelector": {"matchLabels": {"app": f"app-{number}"}},
        "policyTypes": ["Ingress", "Egress"],
        "ingress": [{"from": [_app(client)], "ports": [{"port": "http"}]} for client in clients],
        "egress": [dns, *({"to": [_app(server)], "ports": [{"port": _port(server)}]} for server in servers)],
    }
    return {"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": _metadata(number), "spec": spec}


def _metadata(number: int) -> Tree:
    return {"name": f"app-{number}", "namespace": f"team-{number // PER_NAMESPACE}"}


def _port(number: int) -> int:
    return 8000 + number % 7


def _app(number: int) -> Tree:
    return _peer(_metadata(number)["namespace"], {"app": f"app-{number}"})


def _peer(namespace: str, labels: Tree) -> Tree:
    return {
        "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": namespace}},
        "podSelector": {"matchLabels": labels},
    }


def _measured(documents: list[Tree]) -> tuple[str, ...]:
    """Return a row of the table."""
    text = Text("system.yaml", dump_all(documents))
    resources = tuple(read([text], []))
    reading = _seconds(lambda: read([text], []))
    engine = _seconds(lambda: _pairs(Connectivity(Cluster(resources))))
    workloads = sum(one.kind == "Deployment" for one in resources)
    pairs = _pairs(Connectivity(Cluster(resources)))
    return (
        f"{workloads:,}",
        f"{len(resources) - workloads:,}",
        f"{pairs:,}",
        f"{reading:.3f}",
        f"{engine:.3f}",
        f"{1e6 * engine / pairs:.1f}",
        f"{1e6 * engine / workloads:.0f}",
    )


def _pairs(connectivity: Connectivity) -> int:
    """Compute all that is open, the outside too, and return how many pairs of workloads are."""
    sum(1 for _ in connectivity.inward())
    sum(1 for _ in connectivity.outward())
    return sum(1 for _ in connectivity.between())


def _seconds(run: Callable[[], object]) -> float:
    """Return how long something takes, the median of several rounds."""
    return median(repeat(run, timer=process_time, number=1, repeat=ROUNDS))


def _table(rows: Iterator[tuple[str, ...]]) -> None:
    for row in (HEADER, *rows):
        print("  ".join(cell.rjust(len(title)) for cell, title in zip(row, HEADER, strict=True)), flush=True)


if __name__ == "__main__":
    main()
