import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rocksolid.cli.commands import application
from rocksolid.finding import Place
from rocksolid.language.source import FixedSpot
from rocksolid.system.boot import deadlock
from rocksolid.system.circles import groups
from rocksolid.system.failures import impacts, threats
from rocksolid.system.links import Link, Links, Node
from rocksolid.system.outage import outage
from typer.testing import CliRunner, Result

from systems import BLUEPRINTS, FACTS, SYSTEMS

Json = dict[str, Any]
Ask = Callable[..., Json]
Graph = Mapping[tuple[int, int], bool]
"""Links by their ends, and whether each is critical."""

HEAD = 'image = "registry.example.com/app:1.0.0"\nresources.memory = "64Mi"\n'
SERVICE = "port = 8080\nhealth.path = '/ready'\n"


def run(*arguments: str) -> Result:
    """Run `rocksolid simulate outage`."""
    return CliRunner().invoke(application("simulate"), ["simulate", "outage", *arguments], prog_name="rocksolid")


def answer(*arguments: str) -> Json:
    """Return the answer as JSON."""
    result = run(*arguments, "--format", "json")
    assert (result.exit_code, result.stderr) == (0, "")
    answer: Json = json.loads(result.stdout)
    return answer


@pytest.fixture
def ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Ask about apps that are written in one file, each by its table."""
    monkeypatch.chdir(tmp_path)

    def ask(apps: Mapping[str, str], *arguments: str, platform: str = "") -> Json:
        (tmp_path / "platform.toml").write_text(platform, encoding="utf-8")
        write(tmp_path / "apps.toml", apps)
        return answer("apps.toml", *arguments)

    return ask


def write(file: Path, apps: Mapping[str, str]) -> None:
    """Write apps, each by what stands in its table."""
    file.write_text(HEAD + "".join(f"[apps.{name}]\n{text}\n" for name, text in apps.items()), encoding="utf-8")


def needs(*others: str, critical: bool = False) -> str:
    """Return an app that depends on others."""
    listed = ", ".join(f'{{ app = "{other}", critical = {str(critical).lower()} }}' for other in others)
    return f"{SERVICE}dependencies = [{listed}]"


def hit(found: Json) -> dict[str, tuple[str, int]]:
    """Return how each app ends, and in which wave."""
    return {one["app"]: (one["state"], one["wave"]) for one in found["outage"]["effects"]}


def test_an_outage_goes_on_through_critical_dependencies_alone() -> None:
    """The ledger is down, billing is unready without it, and those who merely use either are degraded: each is named with the reason."""
    found = answer(str(BLUEPRINTS / "payments"), "--fail", "ledger-db")["outage"]

    assert [(one["wave"], one["app"], one["state"]) for one in found["effects"]] == [
        (0, "payments/ledger-db", "down"),
        (1, "payments/billing", "unready"),
        (1, "payments/statements", "degraded"),
        (2, "payments/web", "degraded"),
    ]
    (reason,) = found["effects"][3]["because"]
    line = (BLUEPRINTS / "payments" / "web.toml").read_text().splitlines()[reason["line"] - 1]
    assert (reason["from"], reason["to"], reason["critical"]) == ("payments/web", "payments/billing", False)
    assert (Path(reason["file"]).name, '{ app = "billing"' in line) == ("web.toml", True)
    assert found["ends"] == {
        "down": ["payments/ledger-db"],
        "unready": ["payments/billing"],
        "degraded": ["payments/statements", "payments/web"],
        "untouched": ["payments/money"],
    }


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_first_wave_is_the_published_callers(system: str) -> None:
    """Whoever is published as a caller of an app notices its outage first, and nobody else does."""
    calls = [(caller, callee) for caller, callee, _ in FACTS[system]["calls"]]
    for failed in FACTS[system]["workloads"]:
        effects = answer(str(BLUEPRINTS / system), "--fail", failed)["outage"]["effects"]
        first = {one["app"].rpartition("/")[2] for one in effects if one["wave"] == 1}

        assert first == {caller for caller, callee in calls if callee == failed}


@pytest.mark.parametrize(
    ("system", "failed", "unready"),
    [("online-boutique", "redis-cart", "cartservice"), ("robot-shop", "mysql", "ratings"), ("payments", "ledger-db", "billing")],
)
def test_each_example_has_one_critical_dependency(system: str, failed: str, unready: str) -> None:
    """Only the readiness of these apps asks their store; all other failures degrade."""
    ranking = answer(str(BLUEPRINTS / system))["ranking"]

    assert [(one["fails"], one["unready"]) for one in ranking if one["unready"]] == [(f"{system}/{failed}", 1)]
    assert hit(answer(str(BLUEPRINTS / system), "--fail", failed))[f"{system}/{unready}"] == ("unready", 1)


def test_more_replicas_do_not_help(ask: Ask) -> None:
    """Every replica has the same dependency."""
    few, many = (
        ask({"web": f"{needs('db', critical=True)}\nreplicas = {count}", "db": SERVICE}, "--fail", "db")["outage"] for count in (1, 50)
    )

    assert few == many
    assert few["ends"]["unready"] == ["web"]


def test_degraded_first_and_unready_later_is_unready(ask: Ask) -> None:
    """Both waves are told, and the later one counts."""
    web = f'{SERVICE}dependencies = ["db", {{ app = "api", critical = true }}]'
    found = ask({"web": web, "api": needs("db", critical=True), "db": SERVICE}, "--fail", "db")["outage"]

    assert [(one["wave"], one["app"], one["state"]) for one in found["effects"]] == [
        (0, "db", "down"),
        (1, "api", "unready"),
        (1, "web", "degraded"),
        (2, "web", "unready"),
    ]
    assert found["ends"]["unready"] == ["api", "web"]
    assert found["ends"]["degraded"] == []


def test_a_degraded_app_degrades_nobody(ask: Ask) -> None:
    """It serves: whoever calls it, however critically, gets an answer."""
    found = ask({"shop": needs("web", critical=True), "web": needs("db"), "db": SERVICE}, "--fail", "db")

    assert hit(found) == {"db": ("down", 0), "web": ("degraded", 1)}


def test_in_a_wave_the_worst_comes_first(ask: Ask) -> None:
    """Who is unready is told before who is degraded, each in the order of names."""
    apps = {"a": needs("db"), "b": needs("db", critical=True), "c": needs("db"), "d": needs("db", critical=True), "db": SERVICE}

    assert [one["app"] for one in ask(apps, "--fail", "db")["outage"]["effects"]] == ["db", "b", "d", "a", "c"]


def test_an_app_that_is_degraded_in_two_ways_is_degraded_once(ask: Ask) -> None:
    """In the wave in which the first way reaches it."""
    apps = {"web": needs("api", "db"), "api": needs("db", critical=True), "db": SERVICE}
    effects = ask(apps, "--fail", "db")["outage"]["effects"]

    assert [(one["app"], one["wave"]) for one in effects] == [("db", 0), ("api", 1), ("web", 1)]


def test_of_several_dependencies_on_one_app_the_critical_one_counts(ask: Ask) -> None:
    """It is the reason that is shown, wherever it stands."""
    web = """
port = 8080
dependencies = [
  { app = "db", port = "http" },
  { app = "db", port = "admin", critical = true },
]
"""
    found = ask({"web": web, "db": "ports = { http = 8080, admin = 9000 }"}, "--fail", "db")["outage"]

    (reason,) = found["effects"][-1]["because"]
    assert found["ends"]["unready"] == ["web"]
    assert '"admin"' in Path("apps.toml").read_text().splitlines()[reason["line"] - 1]


def test_several_failures_are_one_outage(ask: Ask) -> None:
    """Each app is hit once, with every reason of that wave; named twice is failed once."""
    apps = {"web": needs("one", "two", critical=True), "one": SERVICE, "two": SERVICE}
    found = ask(apps, "--fail", "two", "--fail", "one", "--fail", "two")["outage"]

    assert found["failed"] == ["two", "one"]
    assert [one["to"] for one in found["effects"][-1]["because"]] == ["one", "two"]


def test_a_dependency_that_is_never_called_is_not_missed(ask: Ask) -> None:
    """With `calls = false` an app only knows the address."""
    web = f'{SERVICE}dependencies = [{{ app = "db", calls = false, env = {{ DB = "{{host}}" }} }}]'

    assert hit(ask({"web": web, "db": SERVICE}, "--fail", "db")) == {"db": ("down", 0)}


@pytest.mark.parametrize(
    ("dependency", "name"),
    [
        ('{ host = "api.example.com", port = 443 }', "api.example.com"),
        ('{ cidr = ["192.0.2.0/24", "198.51.100.0/24"], port = 443 }', "192.0.2.0/24,198.51.100.0/24"),
        ('{ kubernetes = "api" }', "kubernetes:api"),
        ('{ kubernetes = "node", port = 9100 }', "kubernetes:node"),
        ('{ app = "other", namespace = "far", port = 80 }', "far/other"),
        ('{ app = "other", namespace = "far", port = 80 }', "other"),
        ('{ namespace = "kafka", labels = { app = "kafka", role = "broker" }, port = 9092 }', "kafka/app=kafka,role=broker"),
        ('{ namespace = "kafka", port = 9092 }', "kafka/*"),
    ],
)
def test_what_is_outside_fails_as_well(ask: Ask, dependency: str, name: str) -> None:
    """Hosts, networks, parts of the cluster, and apps and pods without a blueprint are named as the author wrote them."""
    platform = '[network]\napi_server = [{ cidr = "10.0.0.1/32", port = 6443 }]\nnodes = ["10.0.0.0/16"]'
    found = ask({"web": f"{SERVICE}dependencies = [{dependency}]"}, "--fail", name, platform=platform)

    assert hit(found)["web"] == ("degraded", 1)
    assert found["outage"]["ends"]["untouched"] == []


def test_labels_that_select_a_known_app_mean_that_app(ask: Ask) -> None:
    """Pods have their blueprint's labels, however they are named."""
    web = f'{SERVICE}dependencies = [{{ labels = {{ tier = "store", "app.kubernetes.io/name" = "db" }}, port = 8080 }}]'
    apps = {"web": web, "db": f'{SERVICE}pod_labels.tier = "store"', "other": f'{SERVICE}pod_labels.tier = "store"'}

    assert hit(ask(apps, "--fail", "db")) == {"db": ("down", 0), "web": ("degraded", 1)}
    assert hit(ask(apps, "--fail", "other")) == {"other": ("down", 0)}


def test_instances_of_one_name_are_all_meant(ask: Ask) -> None:
    """Nobody knows which of them answers, so each one counts; the instance tells them apart."""
    apps = {"web": needs("redis", critical=True), "one": f'{SERVICE}name = "redis"', "two": f'{SERVICE}name = "redis"'}
    texts = {key: text + (f'\ninstance = "{key}"' if key != "web" else "") for key, text in apps.items()}

    for failed in ("one", "two"):
        assert hit(ask(texts, "--fail", failed)) == {failed: ("down", 0), "web": ("unready", 1)}
    assert run("apps.toml", "--fail", "redis").stderr == (
        'error[ambiguous-app]: several are called "redis": one and two\n       = hint: name one: --fail one\n'
    )


def test_a_name_of_two_namespaces_must_be_told_apart(ask: Ask) -> None:
    """Alone it is refused with what can be typed instead, and in the text each is called by its full name."""
    apps = {"here": f'{SERVICE}name = "web"\nnamespace = "shop"', "there": f'{SERVICE}name = "web"\nnamespace = "blog"'}
    calls = f'{SERVICE}namespace = "shop"\ndependencies = [{{ app = "web", namespace = "blog", critical = true }}]'

    assert hit(ask({**apps, "caller": calls}, "--fail", "blog/web")) == {"blog/web": ("down", 0), "shop/caller": ("unready", 1)}
    refused = run("apps.toml", "--fail", "web")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr == (
        'error[ambiguous-app]: several are called "web": blog/web and shop/web\n       = hint: name one: --fail blog/web\n'
    )
    assert ["1", "unready", "caller", "==>", "blog/web"] in [
        line.split()[:5] for line in run("apps.toml", "--fail", "blog/web").stdout.splitlines()
    ]


@pytest.mark.parametrize("option", ["--fail", "--takes-down"])
def test_an_unknown_name_is_refused(option: str) -> None:
    """The nearest name is suggested, or else the names are listed."""
    near, far = (run(str(BLUEPRINTS / "payments"), option, word) for word in ("leger-db", "nothing"))

    assert (near.exit_code, near.stdout, far.exit_code, far.stdout) == (1, "", 1, "")
    assert near.stderr == 'error[unknown-app]: no app and no dependency is called "leger-db"\n       = hint: did you mean "ledger-db"?\n'
    assert "hint: known are billing, ledger-db, money, smtp.example.com, statements, web, www.ecb.europa.eu\n" in far.stderr


def test_mistakes_in_blueprints_are_refused_as_by_render(tmp_path: Path) -> None:
    """The same findings, the same exit code, and no answer."""
    write(tmp_path / "apps.toml", {"web": "prot = 8080"})
    refused = run(str(tmp_path / "apps.toml"), "--fail", "web")
    rendered = CliRunner().invoke(application("render"), ["render", str(tmp_path / "apps.toml")])

    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr == rendered.stderr


@pytest.mark.parametrize("known", ["--with", "platform"])
def test_neighbours_whose_blueprints_are_known_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, known: str) -> None:
    """An outage goes through them, whether `--with` or the platform file names them."""
    monkeypatch.chdir(tmp_path)
    for name, text in {"web": needs("api", critical=True), "api": needs("db", critical=True), "db": SERVICE}.items():
        write(tmp_path / f"{name}.toml", {name: text})
    (tmp_path / "platform.toml").write_text('blueprints = ["*.toml"]' if known == "platform" else "", encoding="utf-8")
    more = ["--with", "api.toml", "--with", "db.toml"] if known == "--with" else []

    assert hit(answer("web.toml", "--fail", "db", *more)) == {"db": ("down", 0), "api": ("unready", 1), "web": ("unready", 2)}
    write(tmp_path / "db.toml", {"db": "prot = 8080"})
    refused = run("web.toml", "--fail", "api", *more)
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr.startswith('db.toml:4:1: error[unknown-key]: an app has no "prot"\n')


@pytest.mark.parametrize(
    ("words", "unseen"),
    [
        ("port = 8080\nhealth.path = '/ready'", None),
        ("port = 8080\nhealth.kind = 'grpc'", None),
        ("port = 8080", {"readiness": "tcp", "sees": False, "called": True}),
        ("port = 8080\nhealth = { kind = 'none', reason = 'old' }", {"readiness": "none", "sees": False, "called": True}),
        ("port = 8080\nhealth.command = ['/check']", {"readiness": "exec", "sees": None, "called": True}),
        ("port = 8080\nkind = 'daemon'", {"readiness": "tcp", "sees": False, "called": True}),
        ("", {"readiness": "none", "sees": False, "called": False}),
        ("health.command = ['/check']", {"readiness": "exec", "sees": None, "called": False}),
        ("port = 8080\nhealth.kind = 'tcp'\ncontainers.proxy = { when = 'beside', health.readiness.path = '/ready' }", None),
        ("kind = 'job'", None),
        ("schedule.cron = '@daily'", None),
    ],
)
def test_readiness_that_cannot_see_the_outage_is_told(ask: Ask, words: str, unseen: Json | None) -> None:
    """An open port, a command or nothing at all does not tell of neighbours: Kubernetes takes the app for ready. A job fails visibly."""
    found = ask({"app": f'{words}\ndependencies = [{{ app = "db", critical = true }}]', "db": SERVICE}, "--fail", "db")["outage"]

    assert found["ends"]["unready"] == ["app"]
    assert found["unseen"] == ([{"app": "app", **unseen}] if unseen else [])


def test_who_is_degraded_looks_ready_rightly(ask: Ask) -> None:
    """Nothing is said of its readiness: it serves."""
    assert ask({"web": 'port = 8080\ndependencies = ["db"]', "db": SERVICE}, "--fail", "db")["outage"]["unseen"] == []


def test_an_unready_app_does_not_start_again(ask: Ask) -> None:
    """It waits for all that it needs and that is lost, and for nothing else."""
    web = needs("api", "db", "money", critical=True).replace("[", '["cache", ')
    apps = {"web": web, "api": needs("db", critical=True), **dict.fromkeys(("cache", "db", "money"), SERVICE)}
    found = ask(apps, "--fail", "db", "--fail", "cache")["outage"]

    assert [(one["app"], [link["to"] for link in one["because"]]) for one in found["stalled"]] == [("api", ["db"]), ("web", ["api", "db"])]
    assert found["deadlock"] is None


@pytest.mark.parametrize(
    ("container", "waits"),
    [
        ('when = "before"\nargs = ["until nc $DB_HOST 1; do sleep 1; done"]', True),
        ('when = "before"\nargs = ["until nc db 1; do sleep 1; done"]', True),
        ('when = "before"\nenv.WAIT_FOR = "db:8080"', True),
        ('when = "before"\nargs = ["migrate"]', False),
        ('when = "before"\nargs = ["echo $DB_HOSTNAME my-db db2"]', False),
        ('when = "beside"\nargs = ["proxy $DB_HOST"]', False),
    ],
)
def test_an_init_container_that_names_what_is_lost_holds_its_app_up(ask: Ask, container: str, waits: bool) -> None:  # noqa: FBT001
    """The app itself would only be degraded, but its new pods never come so far."""
    web = f'{SERVICE}dependencies = [{{ app = "db", env = {{ DB_HOST = "{{host}}" }} }}]\n[apps.web.containers.wait]\n{container}'
    found = ask({"web": web, "db": SERVICE}, "--fail", "db")["outage"]

    assert found["ends"]["degraded"] == ["web"]
    assert [(one["app"], one["container"]) for one in found["stalled"]] == ([("web", "wait")] if waits else [])


def test_a_circle_of_critical_dependencies_never_ends(ask: Ask) -> None:
    """When the database is back, the two still wait for each other, and so does whoever needs one of them."""
    apps = {
        "a": needs("b", critical=True),
        "b": needs("a", "db", critical=True),
        "c": needs("a", critical=True),
        "d": needs("db", critical=True),
        "db": SERVICE,
    }
    found = ask(apps, "--fail", "db")["outage"]

    assert found["ends"]["unready"] == ["a", "b", "c", "d"]
    assert found["deadlock"]["apps"] == ["a", "b", "c"]
    assert [(link["from"], link["to"]) for link in found["deadlock"]["circle"]] == [("a", "b"), ("b", "a")]
    assert "  a ==> b ==> a\n" in run("apps.toml", "--fail", "db").stdout


def test_what_takes_an_app_down_is_told_with_the_way(ask: Ask) -> None:
    """Each single failure is there once: by critical links it makes the app unready, by an ordinary first one it degrades it."""
    apps = {
        "web": f'{SERVICE}dependencies = ["shop", "db", {{ app = "api", critical = true }}]',
        "api": needs("db", critical=True),
        "shop": needs("api", "money", critical=True),
        "money": needs("mail"),
        "mail": SERVICE,
        "db": SERVICE,
    }
    found = ask(apps, "--takes-down", "web")["takes_down"]
    ways = {state: {one["fails"]: [link["to"] for link in one["chain"]] for one in found[state]} for state in ("unready", "degraded")}

    assert ways == {"unready": {"api": ["api"], "db": ["api", "db"]}, "degraded": {"shop": ["shop"], "money": ["shop", "money"]}}
    assert "  money  web -.-> shop ==> money\n" in run("apps.toml", "--takes-down", "web").stdout


def test_the_worst_failure_comes_first(ask: Ask) -> None:
    """The ranking says what each failure hits, and what stands against it: replicas (the fewest), and a budget."""
    apps = {
        "web": f"{needs('api', critical=True)}\nscale = {{ min = 2, max = 9 }}",
        "api": f'{SERVICE}dependencies = [{{ app = "db", critical = true }}, {{ host = "api.example.com", port = 443 }}]',
        "db": f"{SERVICE}replicas = 1",
        "report": f"{needs('web')}\nkind = 'daemon'",
    }

    assert [tuple(one.values()) for one in ask(apps)["ranking"]] == [
        ("db", "app", 2, 1, 1, False),
        ("api", "app", 1, 1, 3, True),
        ("api.example.com", "host", 0, 1, None, None),
        ("web", "app", 0, 1, 2, True),
        ("report", "app", 0, 0, None, None),
    ]


def test_an_environment_counts() -> None:
    """What it decides is what fails."""
    replicas = [
        {one["fails"]: one["replicas"] for one in answer(str(BLUEPRINTS / "payments"), *more)["ranking"]}["payments/billing"]
        for more in ((), ("-e", "production"))
    ]

    assert replicas == [3, 5]


def test_questions_can_be_asked_together() -> None:
    """Each has its answer, in text one after the other; without a question it is the ranking."""
    payments = str(BLUEPRINTS / "payments")
    alone = [run(payments, *question).stdout for question in (["--fail", "money"], ["--takes-down", "web"], ["--ranking"])]
    parts = [text.rpartition("\n\ngone ")[0] for text in alone]

    assert run(payments, "--ranking", "--takes-down", "web", "--fail", "money").stdout.startswith("\n\n".join(parts))
    assert run(payments).stdout == alone[2]
    assert list(answer(payments, "--ranking", "--takes-down", "web", "--fail", "money")) == ["outage", "takes_down", "ranking"]
    assert list(answer(payments, "--fail", "money")) == ["outage"]


def test_people_read_a_table(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every effect is a line: wave, state, app, reason, and where that is written; then what is left, and what the words mean."""
    monkeypatch.chdir(BLUEPRINTS)
    lines = run("payments", "--fail", "ledger-db").stdout.splitlines()

    assert lines[0] == "When ledger-db is gone:"
    assert [line.split() for line in lines[2:7]] == [
        ["wave", "state", "app", "because", "of", "declared", "at"],
        ["0", "down", "ledger-db"],
        ["1", "unready", "billing", "==>", "ledger-db", "payments/billing.toml:8"],
        ["1", "degraded", "statements", "-.->", "ledger-db", "payments/statements.toml:6"],
        ["2", "degraded", "web", "-.->", "billing", "payments/web.toml:5"],
    ]
    assert "1 down, 1 unready, 2 degraded; 1 as before: money" in lines
    assert [line.split()[0] for line in lines[-3:]] == ["gone", "==>", "-.->"]


GRAPHS = st.dictionaries(st.tuples(st.integers(0, 7), st.integers(0, 7)), st.booleans(), max_size=20)


def lost_in_waves(links: Graph, failed: Iterable[int]) -> list[set[int]]:
    """Return who is lost after each wave, by looking at every link again and again until nothing changes."""
    waves = [set(failed)]
    while True:
        lost = waves[-1] | {caller for (caller, callee), critical in links.items() if critical and callee in waves[-1]}
        if lost == waves[-1]:
            return waves
        waves.append(lost)


def ends(links: Graph, failed: Iterable[int]) -> dict[int, tuple[str, int]]:
    """Return how each node that is hit ends, and in which wave: the words of the manual, and nothing clever."""
    waves = lost_in_waves(links, failed)
    found = {node: ("unready" if wave else "down", wave) for wave in reversed(range(len(waves))) for node in waves[wave]}
    for wave, lost in reversed(list(enumerate(waves))):
        for caller, callee in links:
            if callee in lost and caller not in waves[-1]:
                found[caller] = ("degraded", wave + 1)
    return found


def text(links: Graph) -> dict[str, str]:
    """Return the apps of a graph."""
    told: dict[str, list[str]] = {f"n{node}": [] for node in range(8)}
    for (caller, callee), critical in links.items():
        told[f"n{caller}"].append(f'{{ app = "n{callee}", critical = {str(critical).lower()} }}')
    return {name: f"{SERVICE}dependencies = [{', '.join(listed)}]" for name, listed in told.items()}


@pytest.mark.parametrize(
    ("apps", "said"),
    [
        ({"web": SERVICE}, "No other app would notice: web"),
        ({"a": needs("b"), "b": needs("a")}, "gone  unready  degraded  replicas  budget\na           0         1         3  yes\n"),
    ],
)
def test_a_ranking_has_only_what_there_is_to_say(ask: Ask, apps: dict[str, str], said: str) -> None:
    """No table without a failure that is felt, and no list without one that is not."""
    ask(apps)
    text = run("apps.toml").stdout

    assert said in text
    assert ("gone  unready" in text, "No other app" in text) == (len(apps) == 2, len(apps) == 1)


def test_an_app_that_needs_nobody_is_told_so(ask: Ask) -> None:
    """Nothing else takes it down, and nothing degrades it."""
    ask({"web": SERVICE})
    first, blank, legend, *_ = run("apps.toml", "--takes-down", "web").stdout.splitlines()

    assert first == "Nothing but its own failure takes web down: it has no critical dependency."
    assert (blank, legend[:4]) == ("", "gone")


def test_long_lists_of_names_are_cut(ask: Ask) -> None:
    """The numbers say how many there are, and JSON has all of them."""
    apps = {f"app-number-{number}": SERVICE for number in range(50)}
    found = ask(apps, "--fail", "app-number-0")
    line = run("apps.toml", "--fail", "app-number-0").stdout.splitlines()[5]

    assert len(found["outage"]["ends"]["untouched"]) == 49
    assert line.startswith("1 down; 49 as before: app-number-1, ")
    assert line.endswith(" ...")
    assert len(line) <= 120


def graph(links: Graph, size: int) -> Links:
    """Return nodes and links without blueprints."""
    spot = FixedSpot(Place("apps.toml", 1, 1, 1))
    nodes = tuple(Node("app", None, f"n{node}") for node in range(size))
    return Links(nodes, tuple(Link(*pair, critical, (0,), spot) for pair, critical in links.items()))


@settings(max_examples=300, deadline=None)
@given(GRAPHS, st.sets(st.integers(0, 7), min_size=1, max_size=2), st.integers(0, 7))
def test_every_answer_is_that_of_a_plain_fixpoint(links: Graph, failed: set[int], target: int) -> None:
    """Waves, ranking and the reverse question agree with looking at all links until nothing changes."""
    known, single = graph(links, 8), {node: ends(links, {node}) for node in range(8)}
    found, reverse = outage(known, failed), threats(known, target)

    told = {one.node: (one.state, one.wave) for one in found.effects}
    assert told == ends(links, failed)
    assert len(found.effects) == len(told) + sum(one.state == "degraded" != found.states[one.node] for one in found.effects)
    for one in impacts(known):
        states = [state for state, _ in single[one.node].values()]
        assert (one.unready, one.degraded) == (states.count("unready"), states.count("degraded"))
    for state, nodes in (("unready", reverse.unready), ("degraded", reverse.degraded)):
        assert set(nodes) == {node for node in single if single[node].get(target, ("", 0))[0] == state}


@settings(max_examples=20, deadline=None)
@given(GRAPHS, st.integers(0, 7))
def test_blueprints_are_read_as_the_graph_that_they_are(tmp_path_factory: pytest.TempPathFactory, links: Graph, failed: int) -> None:
    """From files to the answer nothing is lost and nothing is added."""
    file = tmp_path_factory.mktemp("graph") / "apps.toml"
    write(file, text(links))
    found = answer(str(file), "--fail", f"n{failed}", "--ranking")

    assert hit(found) == {f"n{node}": end for node, end in ends(links, {failed}).items()}
    assert len(found["ranking"]) == 8


@given(GRAPHS, st.integers(0, 7))
def test_a_way_leads_from_the_app_to_what_failed(links: Graph, target: int) -> None:
    """Its links hang together, all but the first are critical, and there is no shorter one."""
    found = threats(graph(links, 8), target)
    for way, node in [(found.chain(node), node) for node in (*found.unready, *found.degraded)]:
        assert [way[0].caller, *(link.callee for link in way)] == [*(link.caller for link in way), node]
        assert way[0].caller == target
        assert all(link.critical for link in way[1:])
        assert way[0].critical == (node in found.unready)
        assert len(way) == ends(links, {node})[target][1]


@given(GRAPHS, st.sets(st.integers(0, 7), min_size=1, max_size=2))
def test_who_is_held_is_held_by_a_circle(links: Graph, failed: set[int]) -> None:
    """Whoever needs nobody that is lost comes back, and so on; those left need each other, and one circle of them is shown."""
    found = outage(graph(links, 8), failed)
    lost = lost_in_waves(links, failed)[-1]
    needs = {node: {callee for (caller, callee), critical in links.items() if critical and caller == node} & lost for node in lost}
    back: set[int] = set()
    for _ in lost:
        back |= {node for node in lost if needs[node] <= back}
    held = deadlock(found)

    assert set(held.nodes if held else ()) == lost - back
    for link, following in zip(held.circle, (*held.circle[1:], held.circle[0]), strict=True) if held else ():
        assert (link.critical, link.callee) == (True, following.caller)
        assert link.callee in lost - back


@given(GRAPHS)
def test_groups_are_the_nodes_that_lead_to_each_other(links: Graph) -> None:
    """Each node is in one group, with those that it leads to and that lead to it; groups come after those that they lead to."""
    successors = [[callee for caller, callee in links if caller == node] for node in range(8)]
    reached = [lost_in_waves({(callee, caller): True for caller, callee in links}, {node})[-1] for node in range(8)]
    found = groups(successors)

    assert sorted(node for group in found for node in group) == list(range(8))
    for place, group in enumerate(found):
        assert all(set(group) == {other for other in reached[node] if node in reached[other]} for node in group)
        assert all(reached[node] <= {one for before in found[: place + 1] for one in before} for node in group)


def test_thousands_of_apps_in_a_row_are_no_reason_to_fail() -> None:
    """A chain and a circle of 5000 critical dependencies: nothing is too deep, and every count is right."""
    size = 5000
    row = {(node, node + 1): True for node in range(size - 1)}
    chain, circle = graph(row, size), graph({**row, (size - 1, 0): True}, size)

    assert outage(chain, [size - 1]).effects[-1].wave == size - 1
    assert [one.unready for one in impacts(chain)] == list(reversed(range(size)))
    assert {one.unready for one in impacts(circle)} == {size - 1}
    assert len(threats(chain, 0).chain(size - 1)) == size - 1
