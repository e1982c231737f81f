"""Cluster states made at random from numbers: workloads of every kind under policies that use every word of the API."""

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from compare.limits import DIRECTIONS
from judges.objects import TEMPLATES, Pod, Tree, pods

Vocabulary = Mapping[str, Sequence[str]]
"""Keys of labels, each with the values that occur."""

API_VERSIONS = {"CronJob": "batch/v1", "Job": "batch/v1", "Pod": "v1", "ReplicationController": "v1"}
CONTROLLER = "ingress-nginx"
"""The analyser knows an ingress controller by a Service of this name, and so do its namespace and its pods' label here."""
SPACES = ("bank", "lab", "shop")
OF_SPACES: Vocabulary = {"team": ("blue", "red"), "stage": ("new", "old"), "kubernetes.io/metadata.name": (*SPACES, CONTROLLER)}
OF_PODS: Vocabulary = {"app": ("one", "two"), "role": ("api", "db", "web"), "stage": ("new", "old")}
PORTS = (
    ("http", "TCP", 80),
    ("http", "TCP", 8080),
    ("grpc", "TCP", 9090),
    ("metrics", "TCP", 9102),
    (None, "TCP", 5432),
    ("dns", "UDP", 53),
    ("sig", "SCTP", 5060),
)
BLOCKS = {
    "0.0.0.0/0": ("10.0.0.0/8", "192.168.0.0/16"),
    "10.0.0.0/8": ("10.1.0.0/16", "10.1.2.3/32", "10.255.0.0/16"),
    "10.1.128.0/17": (),
    "192.0.2.0/24": ("192.0.2.64/26", "192.0.2.128/25"),
    "203.0.113.7/32": (),
    "::/0": ("fd00::/8",),
    "2001:db8::/32": ("2001:db8:1::/48", "2001:db8::1/128"),
}

CLOSED = (["Ingress"], ["Egress"], ["Ingress", "Egress"])
"""What a whole namespace may be isolated in."""


def state(number: int) -> list[Tree]:
    """Return the objects of one cluster, always the same for a number on one version of Python."""
    random = Random(number)  # noqa: S311  It must be repeatable, not hard to guess.
    spaces = random.sample(SPACES, random.choice((1, 2, 2, 3)))
    workloads = [_workload(random, f"w{index}", random.choice(spaces)) for index in range(random.randint(3, 5))]
    services = _services(random, workloads)
    closed = [space for space in spaces if random.random() < 0.6]
    policies = [
        *(_named_policy(f"closed-{space}", space, {"podSelector": {}, "policyTypes": random.choice(CLOSED)}) for space in closed),
        *(_named_policy(f"p{index}", random.choice(spaces), _policy(random)) for index in range(random.randint(2, 5))),
    ]
    doors = [*_controller(), *(_ingress(random, f"i{index}", services) for index in range(2))] if services and random.random() < 0.3 else []
    told = [_namespace(random, space) for space in spaces if random.random() < 0.8]
    return [*told, *workloads, *services, *policies, *doors]


def _namespace(random: Random, name: str) -> Tree:
    labels = {key: random.choice(OF_SPACES[key]) for key in ("team", "stage") if random.random() < 0.7}
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name} | ({"labels": labels} if labels else {})}


def _workload(random: Random, name: str, space: str) -> Tree:
    kind = random.choice(tuple(TEMPLATES))
    metadata = {"labels": {key: random.choice(OF_PODS[key]) for key in OF_PODS if random.random() < 0.8}}
    tree: Any = {"metadata": metadata, "spec": _pod(random)}
    for step in reversed(TEMPLATES[kind]):
        tree = {step: tree}
    if kind in {"Deployment", "StatefulSet"} and random.random() < 0.3:
        tree["spec"]["replicas"] = random.choice((0, 1, 3))
    tree.setdefault("metadata", {})
    tree["metadata"] |= {"name": name, "namespace": space}
    return {"apiVersion": API_VERSIONS.get(kind, "apps/v1"), "kind": kind, **tree}


def _pod(random: Random) -> Tree:
    """A pod with up to three ports, some of them of a sidecar, and some of an init container that is gone when it runs."""
    ports = {
        name or number: _container_port(name, protocol, number) for name, protocol, number in random.sample(PORTS, random.randint(1, 3))
    }
    split = random.choice((0, 0, 1, 2))
    first, rest = list(ports.values())[:split], list(ports.values())[split:]
    pod: Tree = {"containers": [{"name": "app", "ports": rest}]}
    if first:
        restart = {"restartPolicy": "Always"} if random.random() < 0.7 else {}
        pod["initContainers"] = [{"name": "first", "ports": first, **restart}]
    return pod


def _container_port(name: str | None, protocol: str, number: int) -> Tree:
    return {"containerPort": number} | ({"name": name} if name else {}) | ({"protocol": protocol} if protocol != "TCP" else {})


def _named_policy(name: str, space: str, spec: Tree) -> Tree:
    metadata = {"name": name, "namespace": space}
    return {"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": metadata, "spec": spec}


def _policy(random: Random) -> Tree:
    spec: Tree = {} if random.random() < 0.1 else {"podSelector": _selector(random, OF_PODS)}
    types = random.choice((None, [], ["Ingress"], ["Egress"], ["Ingress", "Egress"], ["Egress", "Ingress"]))
    if types is not None:
        spec["policyTypes"] = types
    for field, peers in DIRECTIONS.values():
        if random.random() < 0.8:
            spec[field] = [_rule(random, peers) for _ in range(random.choice((0, 1, 1, 2, 2, 3)))]
    return spec


def _rule(random: Random, peers: str) -> Tree:
    rule: Tree = {}
    if random.random() < 0.9:
        rule[peers] = [random.choice(PEERS)(random) for _ in range(random.choice((0, 1, 1, 1, 2, 2, 3)))]
    if random.random() < 0.8:
        rule["ports"] = [_port(random) for _ in range(random.choice((0, 1, 1, 1, 2, 2, 3)))]
    return rule


def _pods(random: Random) -> Tree:
    return {"podSelector": _selector(random, OF_PODS)}


def _spaces(random: Random) -> Tree:
    return {"namespaceSelector": _selector(random, OF_SPACES)}


def _pods_of_spaces(random: Random) -> Tree:
    return _pods(random) | _spaces(random)


def _block(random: Random) -> Tree:
    cidr, parts = random.choice(tuple(BLOCKS.items()))
    without = random.sample(parts, random.randint(0, len(parts)))
    return {"ipBlock": {"cidr": cidr} | ({"except": without} if without or random.random() < 0.2 else {})}


PEERS = (_pods, _spaces, _pods_of_spaces, _block)


def _selector(random: Random, words: Vocabulary) -> Tree:
    labels = {"matchLabels": {key: random.choice(words[key]) for key in random.sample(tuple(words), random.choice((1, 1, 1, 2)))}}
    expressions = {"matchExpressions": [_expression(random, words) for _ in range(random.choice((1, 1, 2)))]}
    return random.choice(({}, labels, labels, expressions, expressions, labels | expressions))


def _expression(random: Random, words: Vocabulary) -> Tree:
    key = random.choice((*words, "nothing"))
    operator = random.choice(("In", "NotIn", "Exists", "DoesNotExist"))
    known = (*words.get(key, ("any",)), "nobody")
    values = {"values": random.sample(known, random.randint(1, min(2, len(known))))} if operator.endswith("In") else {}
    return {"key": key, "operator": operator, **values}


def _port(random: Random) -> Tree:
    name, protocol, number = random.choice(PORTS)
    port = random.choice(
        (
            {},
            {"port": number},
            {"port": name or number},
            {"port": name or number},
            {"port": number, "endPort": number + random.choice((0, 20, 1100))},
        )
    )
    return port | random.choice(({"protocol": protocol}, {"protocol": protocol}, {}))


def _services(random: Random, workloads: Sequence[Tree]) -> list[Tree]:
    """Services over the pods of an app in one namespace; a Service that leads nowhere is to the analyser one that leads everywhere."""
    found: dict[tuple[str, str], list[Pod]] = {}
    for pod in pods(workloads):
        found.setdefault((pod.namespace, pod.labels.get("app", "")), []).append(pod)
    return [_service(random, *key, same) for key, same in found.items() if key[1] and random.random() < 0.6 for _ in _tcp(same)[:1]]


def _tcp(same: Sequence[Pod]) -> list[tuple[str | None, int]]:
    return [(name, number) for pod in same for protocol, name, number in pod.ports() if protocol == "TCP"]


def _service(random: Random, space: str, app: str, same: Sequence[Pod]) -> Tree:
    """A Service of one port: of several, the analyser takes only pods that have the names of all."""
    name, number = random.choice(_tcp(same))
    port = {"name": "main", "port": random.choice((80, number)), "targetPort": random.choice((name or number, number))}
    metadata = {"name": f"{app}-main", "namespace": space}
    return {"apiVersion": "v1", "kind": "Service", "metadata": metadata, "spec": {"selector": {"app": app}, "ports": [port]}}


def _controller() -> list[Tree]:
    """An ingress controller, as the analyser knows it."""
    metadata, labels = {"name": CONTROLLER, "namespace": CONTROLLER}, {"app": CONTROLLER}
    template = {"metadata": {"labels": labels}, "spec": {"containers": [{"name": "app", "ports": [{"containerPort": 443}]}]}}
    return [
        {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": CONTROLLER}},
        {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": metadata, "spec": {"template": template}},
        {"apiVersion": "v1", "kind": "Service", "metadata": metadata, "spec": {"selector": labels, "ports": [{"port": 443}]}},
    ]


def _ingress(random: Random, name: str, services: Sequence[Tree]) -> Tree:
    """An Ingress in the namespace of a Service, to Services there by number and by name, and sometimes to one that is not there."""
    space = random.choice(services)["metadata"]["namespace"]
    inside = [each["metadata"]["name"] for each in services if each["metadata"]["namespace"] == space]
    paths = [
        {"path": path, "pathType": "Prefix", "backend": _backend(random, (*inside, "gone"), services)}
        for path in random.sample(("/", "/api", "/static"), random.randint(1, 3))
    ]
    spec: Tree = {"rules": [{"host": f"{name}.example.com", "http": {"paths": paths}}]}
    if random.random() < 0.3:
        spec["defaultBackend"] = _backend(random, inside, services)
    metadata = {"name": name, "namespace": space}
    return {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": metadata, "spec": spec}


def _backend(random: Random, names: Sequence[str], services: Sequence[Tree]) -> Tree:
    name = random.choice(names)
    numbers = [each["spec"]["ports"][0]["port"] for each in services if each["metadata"]["name"] == name]
    port = random.choice(({"name": "main"}, {"number": random.choice((*numbers, 80))}))
    return {"service": {"name": name, "port": port}}
