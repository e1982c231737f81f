"""What a container is told: variables in their order, addresses of dependencies, secrets by reference only."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rocksolid.compiler import RefusedError
from rocksolid.credentials import struck_out
from rocksolid.language.values import WrongValueError
from rocksolid.system.placeholders import fill

from build import APP, compile_toml, compiled, container

SIDECAR = '[containers.proxy]\nwhen = "beside"\nimage = "registry.example.com/proxy:3.1.0"\n'


def env(text: str, name: str | None = None, **request: Any) -> dict[str, Any]:
    """Return the variables of a container by name, in their order: values as text, others as they are written."""
    found = container(compile_toml(text, **request), name).get("env", ())
    return {one["name"]: one.get("value", one.get("valueFrom")) for one in found}


def callee(words: str, template: str, platform: str = "", dependency: str = "") -> str:
    """Return what a template of a dependency on an app of these words becomes."""
    files = {"shop.toml": f'name = "shop"\nimage = "registry.example.com/shop:1.0.0"\n{words}'}
    text = f'{APP}dependencies = [{{ app = "shop", env = {{ SHOP = "{template}" }}{dependency} }}]\n'
    objects = compile_toml(text, platform=f'blueprints = ["shop.toml"]\n{platform}', files=files)
    return str(next(one["value"] for one in container(objects)["env"] if one["name"] == "SHOP"))


def test_values_are_text_in_the_order_of_the_author() -> None:
    """Numbers and booleans become text, and no variable changes its place: `$(NAME)` depends on it."""
    text = f'{APP}[env]\nZ = "z"\nWORKERS = 4\nDEBUG = false\nRATE = 0.5\nEMPTY = ""\nA = "$(Z)"\n'
    assert list(env(text).items()) == [("Z", "z"), ("WORKERS", "4"), ("DEBUG", "false"), ("RATE", "0.5"), ("EMPTY", ""), ("A", "$(Z)")]


def test_references_name_the_secret_the_config_or_the_field() -> None:
    """What is not a value is a reference, and optional only where the author says so."""
    text = f"""{APP}[env]
PASSWORD = {{ secret = "db", key = "password" }}
REGION = {{ config = "cluster", key = "region", optional = true }}
POD_IP = {{ field = "status.podIP" }}
CPU = {{ resource = "requests.cpu" }}
"""
    assert env(text) == {
        "PASSWORD": {"secretKeyRef": {"name": "db", "key": "password"}},
        "REGION": {"configMapKeyRef": {"name": "cluster", "key": "region", "optional": True}},
        "POD_IP": {"fieldRef": {"fieldPath": "status.podIP"}},
        "CPU": {"resourceFieldRef": {"resource": "requests.cpu"}},
    }


def test_whole_secrets_and_configs_become_variables() -> None:
    """`env_from` keeps its order, with the prefix before every key."""
    text = f'{APP}env_from = [{{ secret = "s", prefix = "S_" }}, {{ config = "c", optional = true }}]\n'
    assert container(compile_toml(text))["envFrom"] == [
        {"prefix": "S_", "secretRef": {"name": "s"}},
        {"configMapRef": {"name": "c", "optional": True}},
    ]


def test_an_app_without_variables_has_no_empty_list() -> None:
    """Nothing is written where nothing is said."""
    assert {"env", "envFrom"}.isdisjoint(container(compile_toml(APP)))


def test_addresses_of_dependencies_come_first_in_every_container() -> None:
    """The variables of dependencies stand before the containers' own, so that these can refer to them."""
    text = f"""{APP}dependencies = [
  {{ app = "ledger", port = 5432, env = {{ DB_HOST = "{{host}}", DB_PORT = "{{port}}" }} }},
  {{ host = "mail.example.com", port = 25, env = {{ MAIL = "smtp://{{host}}:{{port}}" }} }},
]
[env]
DB_URL = "postgres://$(DB_HOST):$(DB_PORT)"
{SIDECAR}env = {{ LISTEN = ":1" }}
"""
    told = {"DB_HOST": "ledger", "DB_PORT": "5432", "MAIL": "smtp://mail.example.com:25"}
    assert list(env(text).items()) == [*told.items(), ("DB_URL", "postgres://$(DB_HOST):$(DB_PORT)")]
    assert list(env(text, "proxy").items()) == [*told.items(), ("LISTEN", ":1")]


@pytest.mark.parametrize(
    ("words", "template", "becomes"),
    [
        ("port = 8080", "{host}:{port}", "shop:8080"),
        ("ports = { http = { port = 8080, service = 80 } }", "{port}", "80"),
        ("headless = true\nport = 8080", "{port}", "8080"),
        ("ports = { http = 8080, grpc = 9090 }", "{port}", "8080"),
        ("ports = { http = 8080, grpc = 9090 }", "{port:grpc}", "9090"),
        ('service_name = "shop-api"\nport = 8080', "{host}", "shop-api"),
        ('instance = "shop-eu"\nport = 8080', "{host}", "shop-eu"),
        ("port = 8080", '{{\\"h\\": \\"{host}\\"}}', '{"h": "shop"}'),
    ],
)
def test_an_address_is_that_of_the_callees_service(words: str, template: str, becomes: str) -> None:
    """Host and port are those of the Service; a headless one has no ports of its own, so the pods' are told."""
    assert callee(words, template) == becomes


def test_a_named_port_is_the_one_that_is_told() -> None:
    """`{port}` is the port that the dependency names."""
    assert callee("ports = { http = 8080, grpc = 9090 }", "{port}", dependency=', port = "grpc"') == "9090"


def test_another_namespace_is_part_of_the_name() -> None:
    """A Service is found by its bare name in the own namespace, and by its namespace elsewhere."""
    platform = 'namespace = "retail"'
    assert callee("port = 8080", "{host} in {namespace}", platform) == "shop in retail"
    bank = 'namespace = "bank"\nport = 8080'
    assert callee(bank, "{host} in {namespace}", platform, ', namespace = "bank"') == "shop.bank.svc in bank"


def test_an_address_without_a_call_opens_nothing() -> None:
    """`calls = false` tells an address, and the policy does not know it."""
    text = f'{APP}dependencies = [{{ app = "mirror", calls = false, env = {{ MIRROR = "{{host}}" }} }}]\n'
    objects = compile_toml(text)
    assert container(objects)["env"] == [{"name": "MIRROR", "value": "mirror"}]
    assert "mirror" not in str(next(item for item in objects if item["kind"] == "NetworkPolicy"))


def test_an_assumed_address_is_noted() -> None:
    """An address of an app that was not given is the best guess, and said to be one."""
    text = f'{APP}dependencies = [{{ app = "ledger", port = 5432, env = {{ DB = "{{host}}" }} }}]\n'
    notes = [finding for finding in compiled(text).findings if finding.code == "neighbour-assumed"]
    assert [(note.severity, note.message) for note in notes] == [
        ("note", '"ledger" was not given: it is assumed to be found at ledger:5432')
    ]


def test_a_port_by_number_is_told_alike_alone_and_together() -> None:
    """Where the callee's Service has the number that was stated, knowing its blueprint changes nothing."""
    assert callee("port = 8080", "{host}:{port}", dependency=", port = 8080") == "shop:8080"
    alone = f'{APP}dependencies = [{{ app = "shop", env = {{ SHOP = "{{host}}:{{port}}" }}, port = 8080 }}]\n'
    assert env(alone) == {"SHOP": "shop:8080"}


def test_a_port_by_name_needs_no_agreement() -> None:
    """A template that names a port means nothing alone, so no other address could be told there."""
    words = "ports = { http = { port = 8080, service = 80 } }"
    assert callee(words, "{port:http}", dependency=", port = 8080") == "80"


def test_own_ports_are_told_by_their_numbers() -> None:
    """`{port:NAME}` in `[env]` is the number that the process listens on, also of a port in another container."""
    text = (
        f'{APP}ports = {{ http = {{ port = 8080, service = 80 }} }}\n[env]\nURL = {{ template = "{{port:http}}/{{port:tls}}/{{{{x}}}}" }}\n'
    )
    assert env(f"{text}{SIDECAR}ports = {{ tls = 8443 }}\n") == {"URL": "8080/8443/{x}"}


@pytest.mark.parametrize(
    ("kind", "label"),
    [
        ("port = 1", "pod-template-hash"),
        ('port = 1\nreplicas = 1\nkind = "stateful"', "apps.kubernetes.io/pod-index"),
        ('kind = "job"', "batch.kubernetes.io/job-name"),
        ("", "topology.kubernetes.io/zone"),
        ("", "app.kubernetes.io/version"),
        ('pod_labels = { team = "x" }', "team"),
    ],
)
def test_labels_of_running_pods_can_be_read(kind: str, label: str) -> None:
    """A variable holds any label that the pods have while they run, those of Kubernetes' controllers included."""
    text = f"{APP}{kind}\n[env]\nIT = {{ field = \"metadata.labels['{label}']\" }}\n"
    assert env(text) == {"IT": {"fieldRef": {"fieldPath": f"metadata.labels['{label}']"}}}


def test_a_limit_that_nobody_set_is_a_warning() -> None:
    """A program that reads a limit which is none reads the capacity of the node, and sizes itself by that."""
    text = f'{APP}[env]\nCPUS = {{ resource = "limits.cpu" }}\nMEMORY = {{ resource = "limits.memory" }}\n[resources]\nmemory = "1Gi"\n'
    warnings = [finding.message for finding in compiled(text).findings if finding.code == "no-limit"]
    assert warnings == ['"CPUS" would hold the capacity of the node: the container has no cpu_limit']


CREDENTIALS = ["DATABASE_PASSWORD", "passwd", "API_TOKEN", "clientSecret", "signing-key", "app.secret", "XMLKey", "AWS_SECRET_ACCESS_KEY"]
OTHERS = ["TOKEN_EXPIRY_SECONDS", "KEYSTORE", "MONKEY", "SECRETS", "PASSWORD_FILE", "KEY_ID", "TOKEN2"]


@pytest.mark.parametrize("name", CREDENTIALS)
def test_a_credential_is_told_by_the_last_word_of_its_name(name: str) -> None:
    """Whatever the spelling, the last word of a variable's name tells that it holds a credential."""
    with pytest.raises(RefusedError, match="credential"):
        compile_toml(f'{APP}[env]\n"{name}" = "hunter2"\n')


@pytest.mark.parametrize("name", OTHERS)
def test_a_word_elsewhere_in_the_name_tells_nothing(name: str) -> None:
    """Only the last word counts, and only as a whole."""
    assert env(f'{APP}[env]\n{name} = "hunter2"\n') == {name: "hunter2"}


@pytest.mark.parametrize(
    "value", ["", "3600", "-1.5e3", "true", "/etc/key.pem", "~/.ssh/id", "./key", "$(OTHER)", "https://example.com/keys"]
)
def test_what_can_be_no_credential_is_let_through(value: str) -> None:
    """Numbers, booleans, paths, references and URLs without a user are nobody's secret."""
    assert env(f'{APP}[env]\nTHE_KEY = "{value}"\n') == {"THE_KEY": value}


@pytest.mark.parametrize("value", ["hunter2", "https://me:hunter2@x.io", "x/y/hunter2", "$(OTHER)hunter2", "0xhunter2"])
def test_a_credential_is_never_repeated(value: str) -> None:
    """The complaint shows the line with its credentials struck out, and the caret under them."""
    line = f'env = {{ A = "é", API_TOKEN = "{value}", DB_PASSWORD = {{ value = "{value}" }} }}'
    with pytest.raises(RefusedError) as refused:
        compile_toml(f"{APP}{line}\n")
    said = str(refused.value)
    assert "hunter2" not in said
    stars = "*" * (len(value) + 2)
    assert f'A = "é", API_TOKEN = {stars}, DB_PASSWORD = {{ value = {stars} }} }}' in said
    shown = next(text for text in said.splitlines() if stars in text)
    caret = said.splitlines()[said.splitlines().index(shown) + 1]
    assert shown[caret.index("^") : caret.rindex("^") + 1] == stars


@pytest.mark.parametrize(
    "line",
    [
        'env = { API_TOKEN = "hunter2", B = [] }',
        'env = { A = "$(B)", API_TOKEN = "hunter2", B = "x" }',
        "env.API_TOKEN = 'hunter2' hunter",
        'env."app.secret" = "hunter2',
        'env.API_TOKEN = """hunter2 "x" """',
        'override.Deployment.spec.template.spec.containers = [{ name = "app", env = [{ name = "API_TOKEN", value = "hunter2" }] }]',
        'env.API_TOKEN.value = 7\nenv.B_KEY = "hunter2 \\" hunter2"',
    ],
)
def test_no_complaint_shows_a_credential(line: str) -> None:
    """Whatever is wrong with a line, and at whichever stage, its credentials are not shown."""
    with pytest.raises(RefusedError) as refused:
        compile_toml(f"{APP}{line}\n")
    assert "***" in str(refused.value)
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize(
    "line", ['PASSWORD = { secret = "billing-db", key = "password" }', 'key = "dedicated"', 'TOKEN_TTL = "1h"', "key", ""]
)
def test_a_reference_to_a_secret_is_shown(line: str) -> None:
    """What names a Secret is none, and helps whoever reads the complaint."""
    assert struck_out(line) == line


@given(st.text())
def test_striking_out_moves_nothing(text: str) -> None:
    """A line stays as long as it was, so that the caret stands right."""
    for line in (text, f"API_TOKEN={text}", f'API_TOKEN = "{text}"', f'{{ name = "API_TOKEN", value = "{text}" }}'):
        assert len(struck_out(line)) == len(line)


def test_a_public_value_is_let_through() -> None:
    """Who says that a value is public knows it better than its name."""
    assert env(f'{APP}[env]\nPUBLIC_KEY = {{ value = "abc", public = true }}\n') == {"PUBLIC_KEY": "abc"}


@given(st.text())
def test_text_with_doubled_braces_is_itself(text: str) -> None:
    """Any text is its own template once its braces are doubled."""
    assert fill(text.replace("{", "{{").replace("}", "}}"), lambda _: "") == text


@pytest.mark.parametrize("text", ["{", "}", "{a", "a}}}", "{{}", '{"a": {port:http}}'])
def test_a_brace_that_stands_alone_is_refused(text: str) -> None:
    """What looks like half a placeholder is an error and never text."""
    with pytest.raises(WrongValueError, match="belongs to no placeholder"):
        fill(text, lambda word: word)
