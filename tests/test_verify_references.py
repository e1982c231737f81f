from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rocksolid.finding import Finding
from rocksolid.verify.addresses import NO_NAMES, addresses
from rocksolid.verify.checks import Check
from rocksolid.verify.checks.addresses import service_addresses
from rocksolid.verify.checks.governing import governing
from rocksolid.verify.checks.probes import probes
from rocksolid.verify.checks.routes import routes
from rocksolid.verify.checks.scaling import scaling
from rocksolid.verify.checks.services import services
from rocksolid.verify.checks.target_ports import target_ports
from rocksolid.verify.cluster import Cluster
from rocksolid.verify.document import Text
from rocksolid.verify.names import Names
from rocksolid.verify.reading import read

CHECKS: tuple[Check, ...] = (governing, probes, routes, scaling, service_addresses, services, target_ports)
SNAPSHOTS = sorted((Path(__file__).parents[1] / "snapshots").glob("*.yaml"))
names = st.from_regex(r"[a-z]([a-z0-9-]{0,20}[a-z0-9])?", fullmatch=True).filter(lambda name: name not in NO_NAMES | {"svc"})


def cluster(*texts: str) -> Cluster:
    """Return the cluster that some objects make."""
    return Cluster(tuple(read([Text("case.yaml", "\n---\n".join(map(dedent, texts)))], [])))


def said(check: Check, *texts: str) -> list[str]:
    """Return what a check says about some objects: `error 8080` is an error at a line that ends in 8080."""
    return [told(finding) for finding in check(cluster(*texts))]


def told(finding: Finding) -> str:
    """Return the severity of a finding and the last word of its line."""
    assert finding.spot
    return f"{finding.severity} {finding.spot.place().excerpt.split()[-1]}"


def workload(kind: str, spec: str = "", labels: str = "{app: api}", name: str = "api", group: str = "apps/v1") -> str:
    """Return an object with a pod template, a selector and more."""
    return (
        f"{{apiVersion: {group}, kind: {kind}, metadata: {{name: {name}}}, spec: {{{spec} template: {{metadata: {{labels: {labels}}}}}}}}}"
    )


def pod(spec: str, labels: str = "{app: api}", name: str = "api") -> str:
    """Return a Pod, its spec in block style."""
    head = f"apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}, labels: {labels}}}\nspec:\n"
    return head + "\n".join("  " + line for line in dedent(spec).strip().split("\n"))


def service(
    ports: str = "[{name: http, port: 80}]", name: str = "api", more: str = "selector: {app: api}", namespace: str = "default"
) -> str:
    """Return a Service, its ports in a line of their own."""
    return f"apiVersion: v1\nkind: Service\nmetadata: {{name: {name}, namespace: {namespace}}}\nspec:\n  {more}\n  ports: {ports}"


@pytest.mark.parametrize(
    ("more", "namespace", "expected"),
    [
        ("selector: {app: api}", "default", []),
        ("selector: {app: web}", "default", ["warning"]),
        ("type: LoadBalancer", "default", []),
        ("type: ExternalName, externalName: example.com, selector: {app: web}", "default", []),
        ("selector: {app: web}", "elsewhere", []),
        ("selector: {app: api, version: 1.5}", "default", ["warning"]),
        ("selector: {version: 1.5}", "default", ["warning"]),
    ],
)
def test_services_select_pods_of_their_namespace(more: str, namespace: str, expected: list[str]) -> None:
    """A Service without a selector leads elsewhere, and of a namespace without pods in the files nothing is known."""
    text = f"{{apiVersion: v1, kind: Service, metadata: {{name: api, namespace: {namespace}}}, spec: {{{more}}}}}"

    assert [finding.severity for finding in services(cluster(pod("containers: []"), text))] == expected


def test_each_service_has_its_own_hint() -> None:
    """The hint is the nearest value that pods of its namespace have for the label."""
    wrong = [service(name=name, more=f"selector: {{app: {app}}}") for name, app in (("a", "apii"), ("b", "money"), ("c", "pai"))]

    assert [finding.hint for finding in services(cluster(pod("containers: []"), *wrong))] == [
        'did you mean "api"?',
        "",
        'did you mean "api"?',
    ]


@pytest.mark.parametrize(
    ("ports", "expected"),
    [
        ("[{port: 80, targetPort: http}]", []),
        ("[{port: 80, targetPort: 8080}]", []),
        ("[{port: 8080}]", []),
        ("[{port: 80, targetPort: stats}]", []),
        ("[{port: 80, targetPort: 0}]", ["note 0}]"]),
        ("[{port: 80}]", ["note 80}]"]),
        ("[{port: 80, targetPort: setup}]", ["error setup}]"]),
        ("[{port: 80, protocol: UDP, targetPort: http}]", ["error http}]"]),
        ("[{port: 80, targetPort: [http]}]", []),
    ],
)
def test_target_ports_are_declared(ports: str, expected: list[str]) -> None:
    """Containers and native sidecars declare ports, init containers that end do not; a name counts for its own protocol."""
    pods = pod("""
        initContainers:
          - {name: setup, ports: [{name: setup, containerPort: 80}]}
          - {name: proxy, restartPolicy: Always, ports: [{name: stats, containerPort: 9901}]}
        containers:
          - {name: api, ports: [{name: http, containerPort: 8080}]}
    """)

    assert said(target_ports, pods, service(ports)) == expected


def test_a_number_that_one_of_the_pods_declares_is_nothing_to_say() -> None:
    """A name must be declared by every pod behind the Service, because the others get no calls; a number need not be declared at all."""
    pods = [
        pod(f"containers: [{{ports: [{{name: {name}, containerPort: {number}}}]}}]", name=name) for name, number in (("a", 80), ("b", 81))
    ]

    assert said(target_ports, *pods, service("[{port: 80}]")) == []
    assert said(target_ports, *pods, service("[{port: 80, targetPort: a}]")) == ["warning a}]"]
    assert said(target_ports, *pods, service("[{port: 80, targetPort: c}]")) == ["error c}]"]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("readinessProbe: {httpGet: {port: http}}", []),
        ("readinessProbe: {httpGet: {port: stats}}", ["error stats}}}"]),
        ("startupProbe: {tcpSocket: {port: htp}}", ["error htp}}}"]),
        ("livenessProbe: {grpc: {port: 9901}}", []),
        ("livenessProbe: {grpc: {port: 9902}}", ["note 9902}}}"]),
        ("livenessProbe: {grpc: {port: '9901'}}", []),
        ("livenessProbe: {httpGet: {host: example.com, port: 9902}}", []),
        ("livenessProbe: {exec: {command: [true]}}", []),
        ("lifecycle: {postStart: {httpGet: {port: start}}}", ["error start}}}}"]),
        ("lifecycle: {preStop: {httpGet: {port: '8080'}}}", []),
    ],
)
def test_probes_ask_ports_of_their_container(asked: str, expected: list[str]) -> None:
    """A name is looked up in the container that asks; a number may be any container's, because they share the pod's address.

    What can be neither is refused, which others say.
    """
    spec = """
        containers:
          - {name: api, ports: [{name: http, containerPort: 8080}], ASKED}
          - {name: proxy, ports: [{name: stats, containerPort: 9901}]}
    """

    assert said(probes, pod(spec.replace("ASKED", asked))) == expected


def test_a_name_of_another_container_has_its_number_as_a_hint() -> None:
    """The kubelet does not look into other containers, so the number is the way out."""
    spec = "containers: [{name: a, readinessProbe: {httpGet: {port: stats}}}, {name: b, ports: [{name: stats, containerPort: 9901}]}]"

    assert [finding.hint for finding in probes(cluster(pod(spec)))] == ["another container declares it: write its number, 9901"]


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ("defaultBackend: {service: {name: api, port: {name: http}}}", []),
        ("defaultBackend: {service: {name: api, port: {number: 80}}}", []),
        ("defaultBackend: {service: {name: api, port: {number: 81}}}", ["error 81}}}}}"]),
        ("defaultBackend: {service: {name: api, port: {name: grpc}}}", ["error grpc}}}}}"]),
        ("defaultBackend: {service: {name: apis, port: {number: 80}}}", ["warning 80}}}}}"]),
        ("defaultBackend: {service: {name: outside, port: {number: 443}}}", []),
        ("defaultBackend: {service: {name: api}}", []),
        ("defaultBackend: {resource: {kind: Bucket, name: pictures}}", []),
        ("rules: [{host: a}, {http: {paths: [{backend: {service: {name: api, port: {number: 1}}}}]}}]", ["error 1}}}}]}}]}}"]),
    ],
)
def test_ingresses_lead_to_ports_of_services(spec: str, expected: list[str]) -> None:
    """A Service of the files must have the port by number or name, unless it is only another name for something outside."""
    ingress = f"{{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {{name: api}}, spec: {{{spec}}}}}"
    outside = "{apiVersion: v1, kind: Service, metadata: {name: outside}, spec: {type: ExternalName, ports: [{port: 80}]}}"

    assert said(routes, service(), outside, ingress) == expected


@pytest.mark.parametrize("kind", ["HTTPRoute", "GRPCRoute", "TCPRoute", "TLSRoute", "UDPRoute"])
@pytest.mark.parametrize(
    ("backend", "expected"),
    [
        ("{name: api, port: 80}", []),
        ("{name: api, port: 81}", ["error 81}]}]}}"]),
        ("{name: api}", []),
        ("{name: apis, port: 80}", ["warning 80}]}]}}"]),
        ("{name: apis, namespace: elsewhere, port: 80}", []),
        ("{name: web, namespace: shop, port: 81}", ["error 81}]}]}}"]),
        ("{name: apis, kind: Backend, group: example.com, port: 80}", []),
        ("{name: apis, kind: Service, group: example.com, port: 80}", []),
    ],
)
def test_routes_lead_to_ports_of_services(kind: str, backend: str, expected: list[str]) -> None:
    """Backends are Services unless they say otherwise, and of the route's namespace; of one without Services nothing is known."""
    head = f"{{apiVersion: gateway.networking.k8s.io/v1, kind: {kind}, metadata: {{name: api}}"

    assert (
        said(routes, service(), service(name="web", namespace="shop"), f"{head}, spec: {{rules: [{{backendRefs: [{backend}]}}]}}}}")
        == expected
    )


def test_a_stateful_set_names_its_service() -> None:
    """A Service is missing only where the files hold others of the namespace."""
    named, unnamed = workload("StatefulSet", "serviceName: peers,"), workload("StatefulSet")

    assert said(governing, named) == said(governing, service(), unnamed) == said(governing, service(name="peers"), named) == []
    assert len(said(governing, service(), named)) == 1


@pytest.mark.parametrize(
    ("target", "namespace", "expected"),
    [
        ("{kind: Deployment, name: api}", "default", []),
        ("{kind: StatefulSet, name: api}", "default", ["warning api}"]),
        ("{kind: Rollout, name: web}", "default", []),
        ("{kind: Deployment, name: web}", "elsewhere", []),
    ],
)
def test_an_autoscaler_scales_a_workload_of_its_namespace(target: str, namespace: str, expected: list[str]) -> None:
    """Kinds of others' own, and namespaces without workloads in the files, may hold anything."""
    scaler = f"apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {{name: a, namespace: {namespace}}}\nspec:\n  scaleTargetRef: "

    assert said(scaling, workload("Deployment"), scaler + target) == expected


@pytest.mark.parametrize(
    ("variable", "value", "expected"),
    [
        ("API_ADDR", "api:8080", [("api", None, 8080, True)]),
        ("API_HOST", "api", [("api", None, None, True)]),
        ("API", "api:8080", [("api", None, 8080, False)]),
        ("API", "api", []),
        ("HOST", "api", []),
        ("API", "http://api/v1?u=http://x", [("api", None, None, True)]),
        ("API", "api.shop", []),
        ("API", "https://web.dev/x", [("web", "dev", None, False)]),
        ("API", "api.shop.svc", [("api", "shop", None, True)]),
        ("API", "db-0.db.shop.svc.cluster.local.:5432", [("db", "shop", 5432, True)]),
        ("API", "https://www.example.com", []),
        ("DB", "jdbc:postgresql://db:5432/shop", [("db", None, 5432, True)]),
        ("DB", "postgresql+psycopg://u:p@db/shop", [("db", None, None, True)]),
        ("DB", "mongodb://u:p@db-1:27017,db-2:27017", [("db-1", None, 27017, True), ("db-2", None, 27017, False)]),
        ("KAFKA_BROKERS", "kafka-0.kafka:9092, kafka:9092", [("kafka-0", "kafka", 9092, False), ("kafka", None, 9092, True)]),
        ("BUCKET_URL", "s3://pictures", []),
        ("IMAGE", "docker://redis:7", [("redis", None, 7, False)]),
        ("API_URL", "http://$(API_HOST):8080", []),
        ("API_HOST", "10.0.0.1", []),
        ("API_ADDR", "[::1]:80", []),
        ("LISTEN_ADDR", ":8080", []),
        ("API_ADDR", "localhost:8080", []),
        ("MAIL_SERVICE", "off", []),
        ("BIND_ADDR", "0.0.0.0:80", []),
        ("API_URL", "/api", []),
        ("NO_PROXY", ".svc,.shop.svc,*.shop.svc", []),
    ],
)
def test_what_is_an_address(variable: str, value: str, expected: list[tuple[Any, ...]]) -> None:
    """An address is a URL of a host, `HOST:PORT`, a name that ends in `svc`, or what a variable that is called like one holds."""
    assert [(one.service, one.namespace, one.port, one.is_certain) for one in addresses(variable, value)] == expected


@given(
    names,
    names,
    st.integers(1, 65535),
    st.sampled_from(["", "http://", "grpc://u:p@", "tcp://"]),
    st.sampled_from(["", ".cluster.local", "."]),
)
def test_addresses_are_read_as_they_are_written(name: str, namespace: str, port: int, scheme: str, domain: str) -> None:
    """Name, namespace and port of a full address come back, whatever stands around them."""
    (found,) = addresses("X", f"{scheme}{name}.{namespace}.svc{domain}:{port}")

    assert (found.service, found.namespace, found.port, found.is_certain) == (name, namespace, port, True)


@pytest.mark.parametrize(
    ("variable", "value", "expected"),
    [
        ("X_ADDR", "prod-api:80", []),
        ("X_ADDR", "api:80", ["address-unknown"]),
        ("X", "api:80", ["address-unknown"]),
        ("X", "other:80", ["address-unknown"]),
        ("X", "node:1000", []),
        ("X_ADDR", "main:80", []),
        ("X_ADDR", "alias:80", []),
        ("X_ADDR", "prod-api:81", ["address-port-unknown"]),
        ("X", "prod-api:81", []),
        ("X_ADDR", "prod-api", []),
        ("X_ADDR", "peers:5432", []),
        ("X_ADDR", "outside:443", []),
        ("X_ADDR", "peers-0.peers:5432", []),
        ("X_URL", "http://web.peers", []),
        ("X_URL", "https://kubernetes.default.svc", []),
        ("X_URL", "https://kubernetes", []),
        ("X_ADDR", "kube-dns.kube-system.svc:53", []),
        ("X_URL", "http://api.elsewhere.svc", []),
        ("X_URL", "http://api.shop", ["address-unknown"]),
        ("X_URL", "http://apx.shop.svc", ["address-unknown"]),
    ],
)
def test_addresses_name_services(variable: str, value: str, expected: list[str]) -> None:
    """What is certainly an address names a Service of the files; what may be something else is believed where a Service is near."""
    texts = [
        service(name="prod-api"),
        service("[{port: 1}]", name="peers", more="clusterIP: None"),
        service("[]", name="outside", more="type: ExternalName"),
        service(name="prod-api", namespace="shop"),
        pod(f"""
            hostAliases: [{{ip: 10.0.0.1, hostnames: [alias]}}, {{hostnames: x}}]
            containers: [{{name: main, env: [{{name: {variable}, value: '{value}'}}]}}]
        """),
    ]

    assert [finding.code for finding in service_addresses(cluster(*texts))] == expected


def test_addresses_in_config_maps_are_read_too() -> None:
    """A container takes one key, or every key with a prefix; what several containers take is said once, in the ConfigMap."""
    settings = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata:\n  HOST: api\n  other: apx:80\n  number: 1"
    one = "containers: [{env: [{name: X_HOST, valueFrom: {configMapKeyRef: {name: settings, key: HOST}}}, {name: Y, valueFrom: {fieldRef: {}}}]}]"
    every = (
        "containers: [{envFrom: [{prefix: Y_, configMapRef: {name: settings}}, {configMapRef: {name: missing}}, {secretRef: {name: s}}]}]"
    )

    assert said(service_addresses, service(name="prod-api"), settings, pod(one), pod(one, name="b")) == ["warning api"]
    assert said(service_addresses, service(name="prod-api"), settings, pod(every)) == ["warning api", "warning apx:80"]


def test_without_services_no_address_is_wrong() -> None:
    """Files that hold no Service of a namespace are a part of it."""
    assert said(service_addresses, pod("containers: [{env: [{name: X_ADDR, value: 'api:80'}]}]")) == []


@given(st.lists(names, min_size=1, max_size=8), st.data())
def test_a_slip_of_the_keys_is_near(known: list[str], data: st.DataObject) -> None:
    """A letter too few, too many or wrong, and two letters in the wrong order, lead to some known name."""
    name = data.draw(st.sampled_from(known))
    at = data.draw(st.integers(0, len(name) - 1))
    slips = [name[:at] + name[at + 1 :], name[:at] + "x" + name[at:], name[:at] + "x" + name[at + 1 :]]
    slips.append(name[:at] + name[at : at + 2][::-1] + name[at + 2 :])

    assert all(Names(known).near(slip) in known for slip in slips if len(slip) >= 4)


def test_short_names_are_near_only_with_their_own_letters() -> None:
    """Of three letters, one wrong makes another word."""
    assert Names(["web", "api"]).near("wbe") == "web"
    assert Names(["web", "api"]).near("app") is None


def test_the_shortest_longer_name_is_near() -> None:
    """A name to which parts were added at either end is meant before one that is only similar."""
    known = Names(["prod-web-api", "prod-api", "api-v2-blue", "apis"])

    assert known.near("api") == "prod-api"
    assert known.near("api-v2") == "api-v2-blue"
    assert known.did_you_mean("prod") == 'did you mean "prod-api"?'
    assert known.did_you_mean("money") == ""


@pytest.mark.parametrize("snapshot", SNAPSHOTS, ids=lambda file: file.stem)
def test_our_own_output_names_what_there_is(snapshot: Path) -> None:
    """Of all names in the snapshots one leads nowhere: Online Boutique's frontend knows the address of an app that is not deployed."""
    found = [finding.message for check in CHECKS for finding in check(cluster(snapshot.read_text(encoding="utf-8")))]

    assert all('leads to "shoppingassistantservice:80"' in message for message in found)
    assert len(found) == snapshot.stem.startswith("online-boutique") * (".platform" not in snapshot.stem)
