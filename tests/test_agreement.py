"""What two blueprints say of one call is compared, and what they agree on is what their policies let through."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st
from rocksolid.compiler import Compiled, RefusedError, compile_gathered, compile_request
from rocksolid.finding import Finding
from rocksolid.language.drafts import File, drafts
from rocksolid.language.gather import Gathered, Request
from rocksolid.language.platforms import decide_platform
from rocksolid.language.source import Source
from rocksolid.system.admissions import Admissions
from rocksolid.system.agreement import agreement
from rocksolid.system.ledger import expected

from build import compiled
from judges.reach import reach
from systems import BLUEPRINTS, PLAIN, Case

IMAGE = 'image = "registry.example.com/shop:1.0.0"\n'
NOT_ALLOWED, NOT_CALLED = "caller-not-allowed", "caller-does-not-call"


def complaints(result: Compiled) -> list[Finding]:
    """What the two ends of calls say against each other."""
    return list(agreement(result.system))


def said(text: str, platform: str = "") -> list[str]:
    """The codes of what the ends of calls in one file say against each other."""
    return sorted(finding.code for finding in complaints(compiled(IMAGE + text, platform, closed=True)))


def ends(dependency: str, callers: str, *, client: str = "", server: str = "port = 8080", platform: str = "") -> list[str]:
    """The codes of what is said where `web` has one dependency, and `api` has some callers."""
    return said(
        f"[apps.web]\n{client}\ndependencies = [{dependency}]\n[apps.api]\n{server}\ncallers = [{callers}]\n",
        f'namespace = "shop"\n{platform}',
    )


def errors(text: str, platform: str = "") -> list[tuple[str, str, str]]:
    """The errors about a file in the closed world, whether it compiles or not: code, message and the first line of the hint."""
    try:
        found = complaints(compiled(IMAGE + text, platform, closed=True))
    except RefusedError as refused:
        found = list(refused.findings)
    return [(one.code, one.message, one.hint.split("\n")[0]) for one in found if one.severity == "error"]


@pytest.mark.parametrize(
    "callers",
    [
        '"web"',
        '"shop/web"',
        '{ app = "web", port = "http" }',
        '{ app = "web", port = 8080 }',
        '{ component = "front" }',
        '{ namespace = "shop" }',
        '{ labels = { tier = "edge" } }',
        '{ namespace = "shop", labels = { tier = "edge", "app.kubernetes.io/name" = "web" } }',
        '{ labels = { "app.kubernetes.io/version" = "1.0.0" } }',
        '"shop/*"',
        '"*"',
    ],
)
def test_who_is_let_in_by_any_word_may_call(callers: str) -> None:
    """An app may be let in by its name, its component, its namespace or its labels, as everybody, or to one port."""
    assert ends('"api"', callers, client='component = "front"\npod_labels.tier = "edge"') == []


@pytest.mark.parametrize(
    "callers",
    [
        "",
        '"fair/*"',
        '{ namespace = "fair" }',
        '{ namespace = "fair", labels = { tier = "edge" } }',
        '{ labels = { tier = "core" } }',
        '{ labels = { tier = "edge", zone = "a" } }',
        '{ component = "api" }',
        '{ cidr = "0.0.0.0/0" }',
    ],
)
def test_who_is_not_let_in_is_cut(callers: str) -> None:
    """Pods of another namespace or component, or with other labels, are others; and networks hold no pods."""
    assert ends('"api"', callers, client='component = "front"\npod_labels.tier = "edge"') == [NOT_ALLOWED]


PORTS = "ports = { http = 8080, admin = { port = 9000, callers = [] }, metrics = 9100 }\nmetrics = {}"


@pytest.mark.parametrize(
    ("dependency", "callers", "expected_codes"),
    [
        ('"api"', '"web"', []),
        ('"api"', '{ app = "web", port = "http" }', []),
        ('{ app = "api", port = "http" }', '"web"', []),
        ('{ app = "api", port = 8080 }', '"web"', []),
        ('{ app = "api", port = "metrics" }', '"web"', [NOT_ALLOWED, NOT_CALLED]),
        ('{ app = "api", port = "metrics" }', '{ app = "web", port = "metrics" }', []),
        ('{ app = "api", port = ["http", "metrics"] }', '"web"', [NOT_ALLOWED]),
        ('{ app = "api", port = "admin" }', '{ app = "web", port = "admin" }', []),
        ('{ app = "api", port = "admin" }', '"web"', [NOT_ALLOWED, NOT_CALLED]),
        ('{ app = "api", port = "http" }', '{ app = "web", port = ["http", "metrics"] }', [NOT_CALLED]),
        ('"api"', '{ app = "web", port = "admin" }', [NOT_ALLOWED, NOT_CALLED]),
    ],
)
def test_both_ends_mean_the_same_ports(dependency: str, callers: str, expected_codes: list[str]) -> None:
    """Every port that a caller names must be open to it, and of those that it does not name, one; the same holds the other way."""
    assert ends(dependency, callers, server=PORTS) == sorted(expected_codes)


def test_who_names_no_port_need_not_use_all() -> None:
    """A caller that is let in to the usual ports is content with one of them, and so is a callee that is called on one."""
    assert ends('{ app = "api", port = "http" }', '"web"', server="ports = { http = 8080, grpc = 9090 }") == []
    assert ends('"api"', '{ app = "web", port = "http" }', server="ports = { http = 8080, grpc = 9090 }") == []


@pytest.mark.parametrize(
    ("callers", "message"),
    [
        ("", '"api" does not list "web" among its callers'),
        ('"*"', '"api" lets "web" call other ports, but not port "admin"'),
        ('{ entity = "cluster" }', '"api" lets "web" call other ports, but not port "admin"'),
    ],
)
def test_who_is_let_in_elsewhere_is_told_so(callers: str, message: str) -> None:
    """Somebody who is listed, for other ports, is not told that he is not listed."""
    text = f'[apps.web]\ndependencies = [{{ app = "api", port = "admin" }}]\n[apps.api]\n{PORTS}\ncallers = [{callers}]\n'
    (found,) = complaints(compiled(IMAGE + text, '[network]\nengine = "cilium"\n', closed=True))
    assert found.message == message


def test_a_port_with_callers_of_its_own_has_two_ends_too() -> None:
    """Who is listed at a port must call that port."""
    server = 'ports = { http = 8080, admin = { port = 9000, callers = ["web"] } }'
    assert ends('"api", { app = "api", port = "admin" }', '"web"', server=server) == []
    assert ends('{ app = "api", port = "http" }', '"web"', server=server) == [NOT_CALLED]


@pytest.mark.parametrize("kind", ['kind = "job"', 'schedule = { cron = "@daily" }', 'kind = "daemon"', 'kind = "worker"', "port = 80"])
def test_every_kind_of_app_calls(kind: str) -> None:
    """Jobs, cron jobs, daemons, workers and services are callers alike."""
    assert ends('"api"', '"web"', client=kind) == []
    assert ends('"api"', "", client=kind) == [NOT_ALLOWED]


def test_what_is_known_by_its_address_alone_is_not_called() -> None:
    """`calls = false` needs nobody's leave, and is not what a caller is let in for."""
    told = '{ app = "api", calls = false, env = { API = "{host}" } }'
    assert ends(told, "") == []
    assert ends(told, '"web"') == [NOT_CALLED]


@pytest.mark.parametrize(
    "callers", ['{ component = "web" }', '{ namespace = "shop" }', '"*"', '"shop/*"', '{ labels = { "app.kubernetes.io/name" = "web" } }']
)
def test_a_group_need_not_call(callers: str) -> None:
    """A component, everybody, a namespace and pods by their labels are let in, and nobody asks whether they come."""
    assert ends("", callers) == []
    assert ends("", '"web"') == [NOT_CALLED]


def test_what_stands_below_the_app_is_no_promise_of_it() -> None:
    """A caller that the platform lets into every app need not call each of them."""
    assert ends("", "", platform='[always]\ncallers = ["web"]\n') == []
    assert ends('"api"', "", platform='[always]\ncallers = ["web"]\n') == []


def test_namespaces_tell_apps_of_one_name_apart() -> None:
    """A name means the app of one's own namespace, unless another is named."""
    apart = '[apps.web]\nnamespace = "fair"\ndependencies = ["{}"]\n[apps.api]\nnamespace = "shop"\nport = 8080\ncallers = ["{}"]\n'
    twin = '[apps.twin]\nname = "web"\nnamespace = "shop"\n'
    assert said(apart.format("shop/api", "fair/web")) == []
    assert said(apart.format("shop/api", "web") + twin) == [NOT_CALLED, NOT_ALLOWED]


def test_an_app_without_a_namespace_cannot_be_named_elsewhere() -> None:
    """The hint then asks for its namespace, without which the callee can let in nobody."""
    text = '[apps.web]\ndependencies = ["shop/api"]\n[apps.api]\nnamespace = "shop"\nport = 8080\ncallers = ["shop/api"]\n'
    found = next(one for one in complaints(compiled(IMAGE + text, closed=True)) if one.code == NOT_ALLOWED)
    assert found.hint == 'say in which namespace "web" is: namespace = "..."'


INSTANCES = """
[apps.web]
dependencies = ["db"]
[apps.db-a]
name = "db"
instance = "db-a"
port = 5432
callers = ["web"]
[apps.db-b]
name = "db"
instance = "db-b"
port = 5432
"""


def test_all_instances_of_a_name_are_meant() -> None:
    """Policies select the name, so each instance must let its callers in, and one that is let in by several calls all of them."""
    assert said(INSTANCES) == [NOT_ALLOWED]
    assert said(INSTANCES.replace('callers = ["web"]', "")) == [NOT_ALLOWED, NOT_ALLOWED]
    assert said(INSTANCES + 'callers = ["web"]\n') == []


def test_an_instance_of_callers_is_enough() -> None:
    """A caller's name means all of its instances: one of them that calls is enough."""
    text = '[apps.api]\nport = 8080\ncallers = ["web"]\n[apps.a]\nname = "web"\ninstance = "a"\n[apps.b]\nname = "web"\ninstance = "b"\n'
    assert said(text) == [NOT_CALLED]
    assert said(f'{text}dependencies = ["api"]\n') == []


def test_an_app_calls_its_own_replicas_by_one_word() -> None:
    """A dependency on the own name is both ends; of ports that all have callers of their own it must say which."""
    ring = '[apps.db]\nports.raft = {{ port = 7000, callers = ["db"] }}\ndependencies = [{}]\n'
    assert said(ring.format('{ app = "db", port = "raft" }')) == []
    assert said('[apps.db]\nport = 7000\ndependencies = ["db"]\n') == []
    guarded = '[apps.db]\nports.raft = { port = 7000, callers = [] }\ndependencies = ["db"]\n'
    (found,) = complaints(compiled(IMAGE + guarded, closed=True))
    assert (found.code, found.hint) == (NOT_ALLOWED, '{ app = "db", port = "raft" }')


@pytest.mark.parametrize("other", ['{ app = "db", calls = false }', '{ app = "db", namespace = "fair", port = 7000 }'])
def test_only_a_call_to_the_own_replicas_lets_them_in(other: str) -> None:
    """An instance that only knows the own name, or calls an app of that name elsewhere, lets in no other instance."""
    text = '[apps.{0}]\nname = "db"\ninstance = "{0}"\nport = 7000\ndependencies = [{1}]\n'
    result = compiled(IMAGE + text.format("a", '"db"') + text.format("b", other), 'namespace = "shop"\n')
    assert named(result) == {("shop/a", "shop/a", "TCP", 7000)} == reach(result.objects)


def test_an_instance_calls_others_of_its_name_on_its_own_ports() -> None:
    """What an app calls of its own name it knows by its own ports, whatever another instance listens on."""
    text = '[apps.{0}]\nname = "db"\ninstance = "{0}"\nport = {1}\ndependencies = ["db"]\n'
    result = compiled(IMAGE + text.format("a", 7000) + text.format("b", 7001), 'namespace = "shop"\n')
    own = {("shop/a", "shop/a", "TCP", 7000), ("shop/b", "shop/b", "TCP", 7001)}
    assert named(result) == own == reach(result.objects)


def test_two_instances_of_an_app_each_mean_themselves() -> None:
    """An app that calls its own replicas need not be let in by another instance of its name."""
    assert (
        said(
            '[apps.a]\nname = "db"\ninstance = "a"\nport = 7000\ndependencies = ["db"]\n[apps.b]\nname = "db"\ninstance = "b"\nport = 7000\n'
        )
        == []
    )


SELECTED = """
[apps.db-a]
name = "db"
instance = "db-a"
port = 5432
{}
[apps.db-b]
name = "db"
instance = "db-b"
port = 5433
[apps.web]
dependencies = [{}]
"""


@pytest.mark.parametrize(
    ("callers", "dependency", "expected_codes"),
    [
        ('callers = ["web"]', '{ labels = { "app.kubernetes.io/instance" = "db-a" }, port = 5432 }', []),
        ("", '{ labels = { "app.kubernetes.io/instance" = "db-a" }, port = 5432 }', [NOT_ALLOWED]),
        ("", '{ labels = { "app.kubernetes.io/instance" = "db-a" } }', [NOT_ALLOWED]),
        ('callers = ["web"]', '{ labels = { "app.kubernetes.io/instance" = "db-a" }, port = 5433 }', [NOT_CALLED]),
        ('callers = ["web"]', '{ labels = { "app.kubernetes.io/name" = "db" } }', []),
        ("", '{ labels = { "app.kubernetes.io/name" = "db" } }', [NOT_ALLOWED]),
        ("", '{ labels = { "app.kubernetes.io/name" = "other" } }', []),
        ('callers = ["web"]', '{ namespace = "shop", port = 5432 }', []),
        ("", '{ namespace = "shop", port = 5432 }', [NOT_ALLOWED]),
        ("", '{ namespace = "fair" }', []),
    ],
)
def test_who_selects_apps_by_labels_calls_them(callers: str, dependency: str, expected_codes: list[str]) -> None:
    """Labels may select known apps: that is a call, and one of them must let it in. Pods without a blueprint have no second end."""
    assert said(SELECTED.format(callers, dependency), 'namespace = "shop"\n') == expected_codes


@pytest.mark.parametrize(
    "dependency", ['{ host = "api.example.com", port = 443 }', '{ cidr = "10.1.0.0/16" }', '{ kubernetes = "node", port = 9100 }']
)
def test_what_is_no_pod_has_no_second_end(dependency: str) -> None:
    """Hosts, networks and parts of the cluster let in whom they want."""
    assert ends(dependency, "", platform='[network]\nnodes = ["10.1.0.0/16"]\n') == []


def test_apps_of_one_component_need_no_words_where_the_platform_says_so() -> None:
    """Under `component_mesh` they may call each other, and be named or not; ports with callers of their own stay closed."""
    mesh, guarded = "[network]\ncomponent_mesh = true\n", "ports = { http = 8080, admin = { port = 9000, callers = [] } }"
    front = 'component = "front"\n'
    assert ends('"api"', "", client=front, server=f"{front}port = 8080", platform=mesh) == []
    assert ends("", '"web"', client=front, server=f"{front}port = 8080", platform=mesh) == []
    assert ends("", '"web"', client=front, server=f"{front}port = 8080") == [NOT_CALLED]
    assert ends('"api"', "", client=front, server="port = 8080", platform=mesh) == [NOT_ALLOWED]
    assert ends('{ app = "api", port = "admin" }', "", client=front, server=front + guarded, platform=mesh) == [NOT_ALLOWED]


@pytest.mark.parametrize(
    ("platform", "server"),
    [
        ('[metrics]\nscraper = ["web"]\n', "port = 8080\nmetrics = {}"),
        ('[ingress]\nfrom = ["web"]\n', 'port = 8080\nexpose.host = "shop.example.com"'),
        ('[gateway]\nname = "g"\nfrom = [{ labels = { tier = "edge" } }]\n', 'port = 8080\nexpose.host = "shop.example.com"'),
        ('[ingress]\ncontroller = "traefik"\n', 'port = 8080\nexpose.host = "shop.example.com"'),
        ('[network]\nengine = "cilium"\n', 'ports.http = { port = 8080, callers = [{ entity = "cluster" }] }'),
    ],
    ids=["scraper", "ingress", "gateway", "controller", "cilium"],
)
def test_the_platform_lets_in_too(platform: str, server: str) -> None:
    """Scrapers and ingress controllers that have blueprints are let in by the platform's words, and under Cilium by its own."""
    client = 'namespace = "traefik"\n' if "traefik" in platform else ""
    name, place = ("traefik", "shop/") if client else ("web", "")
    text = f'[apps.{name}]\n{client}pod_labels.tier = "edge"\ndependencies = ["{place}api"]\n[apps.api]\n{server}\n'
    assert said(text, f'namespace = "shop"\n{platform}') == []
    assert said(text, 'namespace = "shop"\n[ingress]\nfrom = [{ namespace = "x" }]\n[network]\nengine = "cilium"\n') == (
        [NOT_ALLOWED] if "engine" not in platform else []
    )


def test_no_metrics_need_no_scraper() -> None:
    """Where nothing scrapes, the platform's scraper is let in nowhere."""
    text = '[apps.web]\ndependencies = ["api"]\n[apps.api]\nport = 8080\nmetrics = {}\n'
    assert said(text, '[metrics]\nscraper = ["web"]\n') == []
    assert said(text, '[metrics]\nscraper = ["web"]\nkind = "none"\n') == [NOT_ALLOWED]


@pytest.mark.parametrize(
    ("dependency", "callers", "platform", "hint"),
    [
        ('"api"', "", "", 'add to [apps.api] of FILE: callers = ["web"]'),
        ('"api"', 'callers = ["desk"]', "", 'add "web" to callers in [apps.api] of FILE'),
        ('"api"', "", '[always]\ncallers = ["desk"]\n', 'add to [apps.api] of FILE: callers = ["web"]'),
        ('{ app = "api", port = "http" }', 'callers = ["desk"]', "", 'add "web" to callers in [apps.api] of FILE'),
        ('{ app = "api", port = "metrics" }', "", "", 'add to [apps.api] of FILE: callers = [{ app = "web", port = "metrics" }]'),
        (
            '{ app = "api", port = ["http", "metrics"] }',
            "",
            "",
            'add to [apps.api] of FILE: callers = [{ app = "web", port = ["http", "metrics"] }]',
        ),
        ('{ app = "api", port = "admin" }', "", "", 'add "web" to ports.admin.callers in [apps.api] of FILE'),
    ],
)
def test_what_is_to_be_added_is_said_to_the_letter(dependency: str, callers: str, platform: str, hint: str) -> None:
    """A hint names the app's list that is there, or a new one, and asks for no more ports than are called."""
    text = f"[apps.web]\ndependencies = [{dependency}]\n[apps.api]\n{PORTS}\n{callers}\n[apps.desk]\n"
    found = next(one for one in complaints(compiled(IMAGE + text, platform, closed=True)) if one.code == NOT_ALLOWED)
    assert re.sub(r"\S+/app\.toml", "FILE", found.hint) == hint


DESK = '{ labels = { "example.com/team" = "desk" }, port = ["http"] }'


SHARED = f'callers = ["desk", {DESK}]\n'


@pytest.mark.parametrize(("before", "platform"), [("", f"[defaults]\n{SHARED}"), (SHARED, "")])
def test_a_list_that_apps_share_is_not_the_place_to_let_one_caller_in(before: str, platform: str) -> None:
    """Of the platform's list, and of one above `[apps]`, a hint makes the app's own with all of its entries; pasted, it mends the call."""
    text = '[apps.web]\ndependencies = ["api"]\n[apps.api]\n{}port = 8080\n[apps.desk]\n'
    (found,) = (one for one in complaints(compiled(IMAGE + before + text.format(""), platform, closed=True)) if one.code == NOT_ALLOWED)
    place, _, line = found.hint.partition(": ")
    assert re.fullmatch(r"add to \[apps\.api\] of \S+/app\.toml", place)
    assert line == f'callers = ["desk", {DESK}, "web"]'
    mended = complaints(compiled(IMAGE + before + text.format(f"{line}\n"), platform, closed=True))
    assert NOT_ALLOWED not in {one.code for one in mended}


def test_a_list_that_the_app_takes_away_is_not_repeated() -> None:
    """What an app unsets stays away from the list that it is to write."""
    text = '[apps.web]\ndependencies = ["api"]\n[apps.api]\nunset = ["callers"]\nport = 8080\n[apps.desk]\n'
    (found,) = (one for one in complaints(compiled(IMAGE + text, f"[defaults]\n{SHARED}", closed=True)) if one.code == NOT_ALLOWED)
    assert found.hint.endswith(': callers = ["web"]')


WEB = 'name = "web"\nimage = "registry.example.com/web:1.0.0"\ndependencies = ["api"]\n'
API = 'name = "api"\nimage = "registry.example.com/api:1.0.0"\nport = 8080\n'


@pytest.mark.parametrize("how", ["globs", "with"])
@pytest.mark.parametrize("which", ["web", "api"])
@pytest.mark.parametrize(
    ("callers", "dependencies", "codes"), [("[]", '["api"]', [NOT_ALLOWED]), ('["web"]', "[]", [NOT_CALLED]), ('["web"]', '["api"]', [])]
)
def test_neighbours_are_compared_in_both_directions(
    how: str, which: str, callers: str, dependencies: str, codes: list[str], tmp_path: Path
) -> None:
    """Whether the caller or the callee is the one that is checked: the other's blueprint counts, wherever it is found."""
    (tmp_path / "web.toml").write_text(WEB.replace('["api"]', dependencies))
    (tmp_path / "api.toml").write_text(f"{API}callers = {callers}\n")
    (tmp_path / "platform.toml").write_text('blueprints = ["*.toml"]\n' if how == "globs" else "")
    others = (str(tmp_path),) if how == "with" else ()
    result = compile_request(Request(paths=(str(tmp_path / f"{which}.toml"),), neighbours=others, closed=True))
    assert [w.name for w in result.system.workloads] == [which]
    assert [finding.code for finding in complaints(result)] == codes


def test_neighbours_are_not_compared_with_each_other(tmp_path: Path) -> None:
    """What two others disagree about is said where one of them is checked; and an app is not its own neighbour."""
    for name, text in {
        "web": WEB,
        "api": API,
        "money": API.replace("api", "money"),
        "db": API.replace("api", "db") + 'callers = ["web"]\n',
    }.items():
        (tmp_path / f"{name}.toml").write_text(text)
    result = compile_request(Request(paths=(str(tmp_path / "money.toml"),), neighbours=(str(tmp_path),), closed=True))
    assert sorted(w.name for w in result.system.neighbours) == ["api", "db", "web"]
    assert complaints(result) == []


def test_a_neighbour_may_call_a_port_that_is_gone(tmp_path: Path) -> None:
    """Who takes a port away is told which neighbours still call it."""
    (tmp_path / "web.toml").write_text(WEB.replace('"api"', '{ app = "api", port = "grpc" }'))
    (tmp_path / "api.toml").write_text(f'{API}callers = ["web"]\n')
    result = compile_request(Request(paths=(str(tmp_path / "api.toml"),), neighbours=(str(tmp_path),), closed=True))
    assert sorted(finding.code for finding in complaints(result)) == [NOT_CALLED, "no-such-port"]


def test_a_neighbour_of_another_namespace_is_another(tmp_path: Path) -> None:
    """Its name alone does not mean it."""
    (tmp_path / "web.toml").write_text(f'namespace = "shop"\n{WEB}')
    (tmp_path / "api.toml").write_text(f'namespace = "fair"\n{API}')
    with pytest.raises(RefusedError) as error:
        compile_request(Request(paths=(str(tmp_path / "web.toml"),), neighbours=(str(tmp_path),), closed=True))
    assert [(finding.code, finding.hint) for finding in error.value.findings] == [
        ("unknown-app", 'did you mean "fair/api"?\nor give its blueprint too: --with PATH')
    ]


def test_a_broken_neighbour_is_said(tmp_path: Path) -> None:
    """In the closed world every blueprint counts: one that cannot be read is not passed over."""
    (tmp_path / "web.toml").write_text(f"{WEB}replicas = []\n")
    (tmp_path / "api.toml").write_text(API)
    request = Request(paths=(str(tmp_path / "api.toml"),), neighbours=(str(tmp_path / "web.toml"),), closed=True)
    with pytest.raises(RefusedError) as error:
        compile_request(request)
    assert [finding.code for finding in error.value.findings] == ["wrong-type"]


KNOWN = '[apps.billing]\nport = 8080\n[apps.cash]\nnamespace = "bank"\nport = 8080\n[apps.web]\n'


@pytest.mark.parametrize(
    ("words", "message", "hint"),
    [
        ('dependencies = ["biling"]', 'there is no app "biling" in the namespace "shop"', 'did you mean "billing"?'),
        ('dependencies = [{ app = "biling", port = 1 }]', 'there is no app "biling" in the namespace "shop"', 'did you mean "billing"?'),
        (
            'dependencies = [{ app = "biling", calls = false }]',
            'there is no app "biling" in the namespace "shop"',
            'did you mean "billing"?',
        ),
        ('dependencies = ["cash"]', 'there is no app "cash" in the namespace "shop"', 'did you mean "bank/cash"?'),
        ('dependencies = ["bnak/cash"]', 'there is no app "cash" in the namespace "bnak"', 'did you mean "bank/cash"?'),
        ('dependencies = ["bank/cahs"]', 'there is no app "cahs" in the namespace "bank"', 'did you mean "cash"?'),
        ('dependencies = ["bnak/cahs"]', 'there is no app "cahs" in the namespace "bnak"', 'did you mean "bank/cash"?'),
        ('dependencies = ["zzz"]', 'there is no app "zzz" in the namespace "shop"', "give its blueprint too: --with PATH"),
        ('port = 1\ncallers = ["biling"]', 'there is no app "biling" in the namespace "shop"', 'did you mean "billing"?'),
        ('ports.x = { port = 1, callers = ["biling"] }', 'there is no app "biling" in the namespace "shop"', 'did you mean "billing"?'),
    ],
)
def test_an_unknown_app_is_an_error(words: str, message: str, hint: str) -> None:
    """There are no apps but the known ones, whoever names them, with a port or without: the nearest one is suggested."""
    assert errors(KNOWN + words, 'namespace = "shop"\n') == [("unknown-app", message, hint)]


def test_an_unknown_component_is_an_error() -> None:
    """A component is known by its apps; one that says none is a component of its own."""
    text = '[apps.api]\nport = 8080\ncallers = [{{ component = "{}" }}]\n[apps.web]\ncomponent = "front"\n'
    assert errors(text.format("fornt")) == [("unknown-component", 'no app belongs to a component "fornt"', 'did you mean "front"?')]
    assert errors(text.format("zzz"))[0][2] == "give its blueprint too: --with PATH"
    assert said(text.format("front")) == said(text.format("api")) == []


def test_an_unknown_name_stops_nothing_unless_its_ports_are_not_known() -> None:
    """What can be compiled is, so that all else is said in the same run; where ports are missing, all names are said at once."""
    stranger = f'{IMAGE}[apps.api]\nport = 8080\ncallers = ["a"]\ndependencies = [{{ app = "b", port = 1, env = {{ B = "{{host}}" }} }}]\n'
    result = compiled(stranger, closed=True)
    assert [finding.code for finding in complaints(result)] == ["unknown-app", "unknown-app"]
    assert "neighbour-assumed" not in {finding.code for finding in result.findings}
    with pytest.raises(RefusedError) as error:
        compiled(f'{stranger}[apps.web]\ndependencies = ["c", {{ app = "api", port = "grpc" }}]\n', closed=True)
    codes = [finding.code for finding in error.value.findings if finding.severity == "error"]
    assert sorted(codes) == ["no-such-port", "unknown-app", "unknown-app", "unknown-app"]


def test_the_open_world_knows_no_strangers() -> None:
    """`render` takes a neighbour at its word: only a port that nobody states is an error."""
    text = f'{IMAGE}[apps.web]\ndependencies = [{{ app = "api", port = 8080 }}]\nport = 80\ncallers = ["desk", {{ component = "x" }}]\n'
    assert compiled(text).system.neighbours == ()
    with pytest.raises(RefusedError) as error:
        compiled(text.replace(", port = 8080", ""))
    assert [finding.code for finding in error.value.findings if finding.severity == "error"] == ["port-unknown"]


@pytest.mark.parametrize("case", PLAIN, ids=str)
def test_the_systems_agree(case: Case) -> None:
    """In every blueprint that we show, both ends of every call are declared."""
    result = compile_request(Request(paths=(str(case.folder),), closed=True))
    assert complaints(result) == []
    assert named(result) == reach(case.documents)


def test_one_app_agrees_with_its_neighbours() -> None:
    """An app that is checked alone is compared with those that its platform file knows."""
    result = compile_request(Request(paths=(str(BLUEPRINTS / "payments" / "billing.toml"),), closed=True))
    assert sorted(w.name for w in result.system.neighbours) == ["ledger-db", "money", "statements", "web"]
    assert complaints(result) == []


def named(result: Compiled) -> set[tuple[str, str, str, int]]:
    """The calls that both ends declare, as the judge of policies names them."""
    return {
        (f"{caller.namespace}/{caller.name}", f"{callee.namespace}/{callee.name}", *hole)
        for caller, callee, holes in expected(result.system)
        for hole in holes
    }


def system(apps: list[dict[str, Any]], platform: dict[str, Any]) -> Compiled:
    """Compile raw trees without any file."""
    report: list[Finding] = []
    decided = decide_platform(Source("platform.toml", ""), platform, None, report)
    assert decided, report
    files = [File(Source(f"{number}.toml", ""), (), {"image": "r/a:1", **tree}) for number, tree in enumerate(apps)]
    found = tuple(draft for file in files for draft in drafts(file, decided, (), report))
    return compile_gathered(Gathered(Request(paths=()), found, lambda: ((), ())), report)


def written(table: dict[str, Any]) -> str:
    """A table as a text that does not depend on the order of its words."""
    return json.dumps(table, sort_keys=True)


NAMES, SPACES, COMPONENTS = st.sampled_from("abcd"), st.sampled_from(["x", "y"]), st.sampled_from(["k", "l"])
LABELS = st.sampled_from([{"t": "1"}, {"t": "2"}, {"app.kubernetes.io/part-of": "k"}, {"t": "1", "app.kubernetes.io/name": "a"}])
REFS = st.sampled_from([{}, {}, {"port": "http"}, {"port": 9000}, {"port": ["http", "metrics"]}])


def maybe(words: dict[str, st.SearchStrategy[Any]], **fixed: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """A table that has some words always, and others not always."""
    return st.fixed_dictionaries(fixed, optional=words)


GROUPS = st.one_of(
    maybe({"namespace": SPACES}, app=NAMES),
    maybe({"namespace": SPACES}, component=COMPONENTS),
    maybe({"namespace": SPACES}, labels=LABELS),
    maybe({}, namespace=SPACES),
    maybe({"namespace": SPACES}, app=st.just("*")),
    st.just({"cidr": "0.0.0.0/0"}),
)
CALLERS = st.lists(st.builds(dict[str, Any].__or__, GROUPS, REFS), max_size=3, unique_by=written)
DEPENDENCIES = st.lists(
    st.one_of(
        st.builds(
            dict[str, Any].__or__,
            maybe({"namespace": SPACES, "calls": st.booleans()}, app=NAMES),
            st.sampled_from([{"port": 8080}, {"port": 9000}, {"port": 9100}]),
        ),
        maybe({"namespace": SPACES, "port": st.sampled_from([8080, 9000])}, labels=LABELS),
        maybe({"port": st.sampled_from([8080, 9000])}, namespace=SPACES),
    ),
    max_size=4,
    unique_by=written,
)
APPS = st.lists(
    maybe(
        {"component": COMPONENTS, "pod_labels": st.sampled_from([{"t": "1"}, {"t": "2"}]), "metrics": st.just({})},
        name=NAMES,
        namespace=SPACES,
        ports=maybe(
            {"admin": maybe({"callers": st.lists(GROUPS, max_size=2, unique_by=written)}, port=st.just(9000))},
            http=st.just(8080),
            metrics=st.just(9100),
        ),
        callers=CALLERS,
        dependencies=DEPENDENCIES,
        expose=st.sampled_from([{"host": "h.example.com", "port": "http"}]),
    ),
    min_size=1,
    max_size=6,
)
PLATFORM = st.fixed_dictionaries(
    {
        "ingress": maybe({}, **{"from": st.lists(GROUPS, min_size=1, max_size=2)}),
        "metrics": maybe({}, scraper=st.lists(GROUPS, min_size=1, max_size=2)),
        "network": maybe({"component_mesh": st.booleans()}),
        "dns": maybe({}, namespace=SPACES, labels=LABELS, port=st.sampled_from([9000, 5353])),
    }
)


def usable(app: dict[str, Any], position: int) -> dict[str, Any]:
    """An app under an instance of its own, whose words contradict nothing: who names the admin port has one."""
    known = {"http", "metrics", *([9000] if "admin" in app["ports"] else [])}

    def fits(peer: dict[str, Any]) -> bool:
        refs = peer.get("port", [])
        return set(refs if isinstance(refs, list) else [refs]) <= known

    return {**app, "instance": f"i{position}", "callers": [peer for peer in app["callers"] if fits(peer)]}


@settings(max_examples=300, deadline=None)
@given(APPS, PLATFORM)
def test_what_both_ends_declare_is_what_the_policies_let_through(apps: list[dict[str, Any]], platform: dict[str, Any]) -> None:
    """Read from the words, by whatever word a caller is let in, the calls are those that an independent judge reads from the YAML."""
    try:
        result = system([usable(app, position) for position, app in enumerate(apps)], platform)
    except RefusedError:  # Of two apps of one name that differ in their ports, none can be called.
        reject()
    assert named(result) == reach(result.objects)


def ring(count: int) -> list[dict[str, Any]]:
    """Many apps, each of which calls the next one."""
    names = [f"a{number}" for number in range(count)]
    around = zip(names[-1:] + names[:-1], names, names[1:] + names[:1], strict=True)
    return [{"name": name, "port": 80, "callers": [last], "dependencies": [following]} for last, name, following in around]


def test_a_large_system_costs_what_it_declares(monkeypatch: pytest.MonkeyPatch) -> None:
    """Callees are asked once for each declared call, not once for each pair of apps."""
    asked = []
    ask = Admissions.of

    def counted(self: Admissions, *words: Any) -> Any:
        asked.append(words)
        return ask(self, *words)

    result = system(ring(300), {})
    monkeypatch.setattr(Admissions, "of", counted)
    assert len(list(expected(result.system))) == len(asked) == 300
    assert complaints(result) == []
    assert len(asked) == 600
