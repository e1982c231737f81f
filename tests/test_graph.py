import re
import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rocksolid.cli.commands import application
from rocksolid.graph import dot, mermaid
from rocksolid.graph.picture import Arrow, Box, Group, Picture
from typer.testing import CliRunner, Result

from pictures import READERS, Drawing
from systems import BLUEPRINTS, FACTS, ROOT, SYSTEMS

Draw = Callable[..., Drawing]

HEAD = 'image = "registry.example.com/app:1.0.0"\nresources.memory = "64Mi"\n'
PLATFORM = """
[ingress]
class = "traefik"
controller = "traefik"

[metrics]
kind = "annotations"
scraper = [{ namespace = "monitoring" }]

[network]
api_server = [{ cidr = "10.20.0.10/32", port = 6443 }]
nodes = ["10.20.0.0/16"]
identity = [{ cidr = "169.254.169.254/32", port = 80 }]
"""

each_format = pytest.mark.parametrize("form", READERS)
each_system = pytest.mark.parametrize("system", SYSTEMS)


def run(*arguments: str) -> Result:
    """Run `rocksolid graph`."""
    return CliRunner().invoke(application("graph"), ["graph", *arguments], prog_name="rocksolid")


def drawn(path: Path | str, form: str = "mermaid", *more: str) -> Drawing:
    """Return the picture of some blueprints, read back."""
    result = run(str(path), "--format", form, *more)
    assert (result.exit_code, result.stderr) == (0, "")
    return READERS[form](result.stdout)


@pytest.fixture
def draw(tmp_path: Path) -> Draw:
    """Draw apps that are written in one file, each by its table; both languages must show the same."""

    def draw(apps: Mapping[str, str]) -> Drawing:
        (tmp_path / "platform.toml").write_text(PLATFORM, encoding="utf-8")
        text = HEAD + "".join(f"[apps.{name}]\n{words}\n" for name, words in apps.items())
        (tmp_path / "apps.toml").write_text(text, encoding="utf-8")
        picture = drawn(tmp_path / "apps.toml")
        assert drawn(tmp_path / "apps.toml", "dot") == picture
        return picture

    return draw


@each_system
@each_format
def test_every_published_call_is_one_arrow(system: str, form: str) -> None:
    """Between apps there are no others, and the thick ones are those of the critical dependencies."""
    apps = FACTS[system]["workloads"]
    calls = [
        (caller, callee, look) for caller, callee, look, _ in drawn(BLUEPRINTS / system, form).calls if {caller, callee} <= apps.keys()
    ]

    assert sorted(calls) == sorted(
        (caller, callee, "thick" if (caller, callee) in CRITICAL else "dashed") for caller, callee, _ in FACTS[system]["calls"]
    )


CRITICAL = {("cartservice", "redis-cart"), ("ratings", "mysql"), ("billing", "ledger-db")}


@each_system
def test_both_languages_show_the_same(system: str) -> None:
    """Boxes, arrows, groups, labels and legend."""
    assert drawn(BLUEPRINTS / system, "mermaid") == drawn(BLUEPRINTS / system, "dot")


@each_system
@each_format
def test_every_id_is_there_once_and_can_be_used(system: str, form: str) -> None:
    """What an arrow leads to is declared, and no id is a word of the language."""
    picture = drawn(BLUEPRINTS / system, form)
    ids = [*picture.boxes, *picture.groups]

    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"(?:app|outside|component|namespace)_\w+", one) for one in ids)
    assert {end for caller, callee, *_ in picture.arrows for end in (caller, callee)} <= picture.boxes.keys()


def test_the_outside_of_the_examples() -> None:
    """Ways in with the hosts that lead there, hosts and parts of the cluster with their ports, outside of every group."""
    boutique, payments, robots = (drawn(BLUEPRINTS / system) for system in ("online-boutique", "payments", "robot-shop"))

    assert ("load balancer", "frontend", "thin", "from 0.0.0.0/0") in boutique.calls
    assert ("gateway public", "web", "thin", "payments.example.com") in payments.calls
    assert ("ingress traefik", "web", "thin", "robot-shop.example.com") in robots.calls
    outside = [box[1:] for picture in (payments, robots) for box in picture.boxes.values() if not box[0]]
    assert sorted(outside) == [
        ("hexagon", "gateway public"),
        ("hexagon", "ingress traefik"),
        ("hexagon", "nodes\n:42699"),
        ("hexagon", "paypal.com\n:443"),
        ("hexagon", "smtp.example.com\n:587"),
        ("hexagon", "www.ecb.europa.eu\n:443"),
    ]
    assert [caller for caller, callee, *_ in robots.calls if callee == "nodes"] == ["cart", "catalogue", "dispatch", "payment", "user"]


def test_each_kind_has_its_shape(draw: Draw) -> None:
    """A store is a cylinder, what comes to an end is round, what is on every node has a double wall; the kind and the ports are said."""
    kinds = {"web": "", "db": 'kind = "stateful"\nreplicas = 1', "agent": 'kind = "daemon"'}
    apps = {name: f"port = 8080\n{words}" for name, words in kinds.items()}
    picture = draw({**apps, "once": 'kind = "job"', "often": 'schedule.cron = "@daily"', "queue": ""})

    assert {box[2]: box[1] for box in picture.boxes.values()} == {
        "web\n:8080": "box",
        "db\nstateful :8080": "cylinder",
        "agent\ndaemon :8080": "double",
        "once\njob": "round",
        "often\ncron": "round",
        "queue\nworker": "box",
    }
    assert (picture.arrows, picture.legend) == ([], "")


def test_components_are_groups_in_namespaces(draw: Draw) -> None:
    """With one namespace only components are drawn; an app that is its own component stands alone."""
    words = {"web": 'component = "shop"', "api": 'component = "shop"', "mail": ""}
    one = draw({name: f"{text}\nport = 8080" for name, text in words.items()})
    two = draw({name: f"{text}\nport = 8080\nnamespace = {name[0]!r}" for name, text in words.items()})

    assert one.groups == {"component_shop": "shop"}
    assert {one.named(box): place for box, (place, *_) in one.boxes.items()} == {
        "web": ("component_shop",),
        "api": ("component_shop",),
        "mail": (),
    }
    assert two.groups == {
        **{f"namespace_{name}": f"namespace {name}" for name in "amw"},
        "component_a_shop": "shop",
        "component_w_shop": "shop",
    }
    assert {two.named(box): place for box, (place, *_) in two.boxes.items()} == {
        "web": ("namespace_w", "component_w_shop"),
        "api": ("namespace_a", "component_a_shop"),
        "mail": ("namespace_m",),
    }


def test_a_component_of_one_app_is_drawn_where_it_says_something(draw: Draw) -> None:
    """Its name is not the app's."""
    assert draw({"web": 'port = 8080\ncomponent = "shop"'}).groups == {"component_shop": "shop"}


def test_apps_without_a_blueprint_are_assumed(draw: Draw) -> None:
    """They are dashed, whether they are called or call; one that does both is one box."""
    picture = draw(
        {
            "web": """
port = 8080
namespace = "shop"
callers = ["front", "both", { app = "far", namespace = "blog" }]
dependencies = [{ app = "both", port = 80 }, { app = "store", port = 81, critical = true }]
"""
        }
    )

    assert sorted(box[1:] for box in picture.boxes.values()) == [
        ("box", "web\n:8080"),
        ("dashed box", "blog/far\nnot given"),
        ("dashed box", "both\nnot given :80"),
        ("dashed box", "front\nnot given"),
        ("dashed box", "store\nnot given :81"),
    ]
    assert sorted(picture.calls) == [
        ("blog/far", "web", "thin", ""),
        ("both", "web", "thin", ""),
        ("front", "web", "thin", ""),
        ("web", "both", "dashed", ""),
        ("web", "store", "thick", ""),
    ]


def test_neighbours_that_are_only_read_are_assumed_too(tmp_path: Path) -> None:
    """`--with` tells their ports; what is drawn is what was given."""
    for name, words in {"web": 'dependencies = ["db"]', "db": "port = 5432"}.items():
        (tmp_path / f"{name}.toml").write_text(f'{HEAD}name = "{name}"\n{words}\n', encoding="utf-8")

    assert {box[2] for box in drawn(tmp_path / "web.toml", "mermaid", "--with", str(tmp_path / "db.toml")).boxes.values()} == {
        "web\nworker",
        "db\nnot given :5432",
    }


def test_groups_of_callers_are_drawn_where_no_app_of_them_is(draw: Draw) -> None:
    """An app in the picture calls by its own dependency; everybody, and addresses, are always said aloud."""
    picture = draw(
        {
            "api": """
port = 8080
ports.metrics = 9100
ports.admin = { port = 9000, callers = [{ cidr = "192.0.2.0/24" }] }
metrics.port = "metrics"
callers = [
  "web", { component = "shop" }, { component = "blog" }, { labels = { tier = "front" } }, { labels = { tier = "back" } },
  "*", { namespace = "other" }, { kubernetes = "api", port = "http" }, { cidr = "192.0.2.0/24", port = 8080 },
]
""",
            "web": 'port = 8080\ncomponent = "shop"\npod_labels.tier = "front"\ndependencies = ["api"]',
        }
    )

    assert picture.calls == [
        ("component blog", "api", "thin", ":8080"),
        ("pods", "api", "thin", ":8080"),
        ("every pod", "api", "thin", ":8080"),
        ("pods", "api", "thin", ":8080"),
        ("Kubernetes API", "api", "thin", ":8080"),
        ("192.0.2.0/24", "api", "thin", ":8080 :9000"),
        ("web", "api", "dashed", ":8080"),
    ]
    assert {box[2] for box in picture.boxes.values() if box[2].startswith("pods")} == {"pods\ntier=back", "pods\nother/*"}


def test_ports_stand_where_they_tell_something(draw: Draw) -> None:
    """At an arrow where not all ports of an app are called; in the box of what is outside, unless its callers differ."""
    picture = draw(
        {
            "web": """
port = 8080
dependencies = [
  { app = "api", port = "grpc", critical = true }, { app = "db", port = 5432 },
  { host = "api.example.com", port = 443 }, { host = "mail.example.com", port = [25, 587] },
  { cidr = "192.0.2.1/32", port = 53, protocol = "UDP" }, { cidr = "192.0.2.2/32" }, { kubernetes = "api" }, { kubernetes = "identity" },
]
""",
            "api": 'ports = { http = 8080, grpc = 9090 }\ndependencies = [{ host = "api.example.com", port = 8443 }, "api"]',
            "db": "port = 5432",
        }
    )

    assert picture.calls == [
        ("api", "api.example.com", "dashed", ":8443"),
        ("api", "api", "dashed", ""),
        ("web", "api", "thick", ":9090"),
        ("web", "db", "dashed", ""),
        ("web", "api.example.com", "dashed", ":443"),
        ("web", "mail.example.com", "dashed", ""),
        ("web", "192.0.2.1/32", "dashed", ""),
        ("web", "192.0.2.2/32", "dashed", ""),
        ("web", "Kubernetes API", "dashed", ""),
        ("web", "cloud login", "dashed", ""),
    ]
    assert {box[2] for box in picture.boxes.values() if box[1] == "hexagon"} == {
        "api.example.com",
        "mail.example.com\n:25 :587",
        "192.0.2.1/32\n:53/UDP",
        "192.0.2.2/32\nevery port",
        "Kubernetes API\n:6443",
        "cloud login\n:80",
    }


@pytest.mark.parametrize(
    ("expose", "label"),
    [
        ('expose.host = "a.example.com"', "a.example.com"),
        ('expose = { hosts = ["a.example.com", "b.example.com"], path = "/api" }', "a.example.com/api\nb.example.com/api"),
        ('expose.hosts = ["a.example.com", "b.example.com", "c.example.com", "d.example.com"]', "a.example.com\nb.example.com\nand 2 more"),
        ('expose.host = "a.example.com"\nports.grpc = 9090', "a.example.com\n:8080"),
    ],
)
def test_a_way_in_says_where_it_is_found(draw: Draw, expose: str, label: str) -> None:
    """Hosts and paths, few of them, and the port where the app has several."""
    assert draw({"web": f"ports.http = 8080\n{expose}"}).calls == [("ingress traefik", "web", "thin", label)]


def test_what_is_never_called_is_not_drawn(draw: Draw) -> None:
    """An address alone is no call."""
    web = 'port = 8080\ndependencies = [{ app = "db", calls = false, env = { DB = "{host}" } }]'

    assert draw({"web": web, "db": "port = 5432"}).arrows == []


def test_the_legend_tells_the_arrows_that_there_are(draw: Draw) -> None:
    """And no others."""
    apps = {"db": "port = 5432", "web": 'dependencies = ["db"]'}

    assert draw(apps).legend == "dashed: degraded without it"
    assert drawn(BLUEPRINTS / "payments").legend == "thick: unready without it\ndashed: degraded without it\nthin: may call"


def test_the_order_of_files_has_no_meaning() -> None:
    """The same system is the same text, so that a picture can be compared like code."""
    files = [
        str(file)
        for file in sorted((BLUEPRINTS / "payments").glob("*.toml"))
        if file.name not in {"platform.toml", "ledger-db.production.toml"}
    ]

    assert run(*files).stdout == run(*reversed(files)).stdout == run(str(BLUEPRINTS / "payments")).stdout


RESERVED = [
    "class",
    "click",
    "digraph",
    "edge",
    "end",
    "flowchart",
    "graph",
    "href",
    "linkstyle",
    "node",
    "o",
    "strict",
    "style",
    "subgraph",
    "x",
]


def test_reserved_words_are_names_like_others(draw: Draw) -> None:
    """Every app is called as it is, and its id is no word of either language."""
    picture = draw(dict.fromkeys(RESERVED, f'port = 8080\ncomponent = "end"\ndependencies = ["{RESERVED[0]}"]'))

    assert sorted(map(picture.named, picture.boxes)) == RESERVED
    assert not {*picture.boxes, *picture.groups} & {*RESERVED, "default"}


def test_names_that_become_one_id_stay_two_boxes(draw: Draw) -> None:
    """Where letters are left out of an id, it gets some of its own."""
    apps = {
        "web": 'dependencies = [{ host = "a.b-c.example", port = 1 }, { host = "a-b.c.example", port = 2 }, { host = "*.c.example", port = 3 }]'
    }

    assert len(draw(apps).boxes) == 4


TEXTS = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1)


@given(TEXTS, TEXTS)
def test_any_text_can_be_shown(one: str, other: str) -> None:
    """Quotes, brackets, entities, comments and letters of all scripts mean themselves."""
    boxes = (Box("app_one", "service", (one, other)), Box("app_other", "cron", (other,)))
    arrows = (Arrow("app_one", "app_other", "critical", f"{one}\n{other}"), Arrow("app_other", "app_one", "incoming", other))
    picture = Picture((), boxes, (Group("component_one", one, (Box("outside_one", "outside", (one,)),)),), (), arrows)

    for written, read in ((mermaid.dump(picture), READERS["mermaid"]), (dot.dump(picture), READERS["dot"])):
        found = read(written)
        assert [box[2] for box in found.boxes.values()] == [f"{one}\n{other}", other, one]
        assert [label for *_, label in found.arrows] == [f"{one}\n{other}", other]
        assert found.groups == {"component_one": one}


def test_it_is_written_to_a_file(tmp_path: Path) -> None:
    """Whole, and nothing is printed."""
    file = tmp_path / "payments.mmd"
    result = run(str(BLUEPRINTS / "payments"), "-o", str(file))

    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")
    assert file.read_text(encoding="utf-8") == run(str(BLUEPRINTS / "payments")).stdout


def test_mistakes_in_blueprints_are_refused_as_by_render(tmp_path: Path) -> None:
    """The same findings, the same exit code, and no picture."""
    (tmp_path / "web.toml").write_text(f'{HEAD}name = "web"\nprot = 8080\n', encoding="utf-8")
    refused = run(str(tmp_path))

    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr == CliRunner().invoke(application("render"), ["render", str(tmp_path)]).stderr


def test_the_manual_shows_what_is_drawn(tmp_path: Path) -> None:
    """The picture on the page is that of the files on the page."""
    page = (ROOT / "docs" / "how-to" / "graph.md").read_text(encoding="utf-8")
    for name, text in re.findall(r'```toml title="(.+?)"\n(.*?)```', page, re.DOTALL):
        (tmp_path / name).write_text(text, encoding="utf-8")

    assert re.findall(r"```mermaid\n(.*?)```", page, re.DOTALL) == [run(str(tmp_path / "shop.toml")).stdout]


@pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz is not installed")
@each_system
def test_graphviz_reads_it(system: str) -> None:
    """The real program takes it without a word, and finds the same boxes."""
    text = run(str(BLUEPRINTS / system), "--format", "dot").stdout
    read = subprocess.run(["dot", "-Tplain"], input=text, capture_output=True, text=True, check=True)

    assert read.stderr == ""
    assert {line.split()[1] for line in read.stdout.splitlines() if line.startswith("node ")} == set(READERS["dot"](text).boxes)
