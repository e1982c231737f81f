import sys
from pathlib import Path

import pytest
import rocksolid
from rocksolid import App, RefusedError
from rocksolid.language.blueprint import Blueprint
from rocksolid.language.described import meanings
from rocksolid.language.words import Words

TOML = """
name = "billing"
image = "registry.example.com/billing:1.4.2"
callers = ["web", { app = "reports", port = "grpc" }]
ports = { http = 8080, grpc = { port = 9090, service = 90 } }
env = { LOG_LEVEL = "info", PASSWORD = { secret = "billing", key = "password" } }
scratch = ["/cache"]

[environments.production]
replicas = 5
"""
PYTHON = """
from rocksolid import App

billing = App(
    name="billing",
    image="registry.example.com/billing:1.4.2",
    callers=("web", {"app": "reports", "port": "grpc"}),
    ports={"http": 8080, "grpc": {"port": 9090, "service": 90}},
    env={"LOG_LEVEL": "info", "PASSWORD": {"secret": "billing", "key": "password"}},
    scratch=["/cache"],
    environments={"production": {"replicas": 5}},
)
"""


def write(folder: Path, **files: str) -> Path:
    """Write Python files by their names, and return the first."""
    for name, text in files.items():
        (folder / f"{name}.py").write_text(text, encoding="utf-8")
    return folder / f"{next(iter(files))}.py"


def names(file: Path) -> list[str]:
    """Return the names of the apps that a file defines."""
    return [one["metadata"]["name"] for one in rocksolid.compile(file).objects if one["kind"] == "ServiceAccount"]


def said(file: Path) -> list[str]:
    """Return what is said about a file, without the name of its folder."""
    with pytest.raises(RefusedError) as refused:
        rocksolid.compile(file)
    return str(refused.value).replace(f"{file.parent}/", "").split("\n")


def test_an_app_takes_the_words_of_the_model() -> None:
    """What an editor offers in Python is what TOML can say, but for the tables that hold apps."""
    assert set(Words.__annotations__) == {*meanings(Blueprint), "environments", "unset"}


@pytest.mark.parametrize("environment", [None, "production"])
def test_means_what_the_same_words_mean_in_toml(tmp_path: Path, environment: str | None) -> None:
    """The two ways to write a blueprint differ in nothing else: tuples are lists."""
    (tmp_path / "billing.toml").write_text(TOML, encoding="utf-8")
    file = write(tmp_path, billing=PYTHON)

    assert rocksolid.render(file, environment=environment) == rocksolid.render(tmp_path / "billing.toml", environment=environment)


def test_module_level_apps_count(tmp_path: Path) -> None:
    """In a name, in a list, in a tuple: each once, however often it is named; what is deeper inside is the author's own business."""
    program = """
from rocksolid import App

def app(name):
    return App(name=name, image="app:1.0.0")

one = app("one")
again = one
several = [app("two"), one, "no app"]
more = (app("three"),)
hidden = {"four": app("four")}
"""

    assert names(write(tmp_path, apps=program)) == ["one", "three", "two"]


def test_neighbours_can_be_imported(tmp_path: Path) -> None:
    """A file runs as a program would: with its own folder to import from, and nothing of it stays behind."""
    before = list(sys.path)
    file = write(
        tmp_path,
        apps="from shared_by_apps import app\n",
        shared_by_apps="from rocksolid import App\n\n\napp = App(name='app', image='app:1.0.0')\n",
    )

    assert names(file) == ["app"]
    assert sys.path == before


def test_a_directory_runs_nothing(tmp_path: Path) -> None:
    """Python runs only where the user names the file."""
    (tmp_path / "billing.toml").write_text(TOML, encoding="utf-8")
    write(tmp_path, other="raise SystemExit('was run')\n")

    assert names(tmp_path) == ["billing"]


def test_what_a_blueprint_prints_is_not_in_the_manifests(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Stdout belongs to the result."""
    rocksolid.render(write(tmp_path, billing=f"print('hello')\n{PYTHON}"))

    assert capsys.readouterr() == ("", "hello\n")


def test_the_platform_is_found_from_the_file(tmp_path: Path) -> None:
    """A Python blueprint stands on the platform beside or above it, as any other."""
    (tmp_path / "platform.toml").write_text('namespace = "payments"\n', encoding="utf-8")
    (tmp_path / "apps").mkdir()

    assert "namespace: payments" in rocksolid.render(write(tmp_path / "apps", billing=PYTHON))


def test_carets_stand_under_the_words(tmp_path: Path) -> None:
    """Keywords, items and keys of nested literals are found on their lines, wide characters before them or not."""
    program = """from rocksolid import App

apps = [
    App(name="one", image="one:1.0.0", labels={"größe": "日本", "b": 5}, ports={
        "http": {"prt": 80},
    }),
    App(name="two", image="two:1.0.0", callers=[
        "web", ("x",),
    ]),
]
"""
    assert [line for line in said(write(tmp_path, apps=program)) if "hint" not in line] == [
        'apps.py:4:48: error[label-key]: "größe" is not a label\'s key: at most 63 letters, digits, "-", "_" and ".", beginning and ending with a letter or digit, after an optional "domain/"',
        '     4 |     App(name="one", image="one:1.0.0", labels={"größe": "日本", "b": 5}, ports={',
        "       |                                                ^^^^^^^",
        'apps.py:4:57: error[label-value]: "日本" is not a label\'s value: letters, digits, "-", "_" and ".", beginning and ending with a letter or digit',
        '     4 |     App(name="one", image="one:1.0.0", labels={"größe": "日本", "b": 5}, ports={',
        "       |                                                         ^^^^^^",
        "apps.py:4:68: error[wrong-type]: expected a label's value, found a number",
        '     4 |     App(name="one", image="one:1.0.0", labels={"größe": "日本", "b": 5}, ports={',
        "       |                                                                      ^",
        'apps.py:5:9: error[missing-word]: [ports.http] needs "port"',
        '     5 |         "http": {"prt": 80},',
        "       |         ^^^^^^",
        'apps.py:5:18: error[unknown-key]: [ports.http] has no "prt"',
        '     5 |         "http": {"prt": 80},',
        "       |                  ^^^^^",
        "apps.py:8:16: error[wrong-type]: expected an app's name, or a table, found a list",
        '     8 |         "web", ("x",),',
        "       |                ^^^^^^",
    ]


def test_an_app_that_is_made_elsewhere_is_shown_there(tmp_path: Path) -> None:
    """Where a function of another file calls `App`, the mistake stands in that file."""
    made = "from rocksolid import App\n\n\ndef made(name):\n    return App(name=name, image='app:1.0.0', calers=[])\n"
    file = write(tmp_path, apps="from makes_apps import made\n\napp = made('app')\n", makes_apps=made)

    assert said(file)[:3] == [
        'makes_apps.py:5:46: error[unknown-key]: an app has no "calers"',
        "     5 |     return App(name=name, image='app:1.0.0', calers=[])",
        "       |                                              ^^^^^^",
    ]


def test_a_blueprint_that_raises_shows_its_own_traceback(tmp_path: Path) -> None:
    """The author sees every line that is the author's, and none of ours."""
    helper = "def registry():\n    raise LookupError('no registry')\n"
    lines = said(write(tmp_path, apps="from finds_registry import registry\n\nimage = registry()\n", finds_registry=helper))

    assert lines[0] == "apps.py:3:1: error[blueprint-raised]: the blueprint raised LookupError: no registry"
    assert [line.strip() for line in lines if "line" in line] == [
        f'File "{name}.py", line {line}, in {where}' for name, line, where in TRACE
    ]
    assert "rocksolid" not in "".join(lines)


TRACE = [("apps", 3, "<module>"), ("finds_registry", 2, "registry")]


@pytest.mark.parametrize("words", ["'billing'", "name='a', image='a:1', **{'name': 'b'}", "**{5: 'a'}"])
def test_a_wrong_call_is_an_error_of_the_blueprint(tmp_path: Path, words: str) -> None:
    """`App` is called as Python calls things; what Python says about it is shown at the line."""
    lines = said(write(tmp_path, apps=f"from rocksolid import App\n\napp = App({words})\n"))

    assert lines[0].startswith("apps.py:3:")
    assert "the blueprint raised TypeError" in lines[0] or "the file is no Python" in lines[0]


def test_an_app_is_no_more_than_its_words() -> None:
    """Nothing is checked before a blueprint is compiled: the line of the call and its words are all there is."""
    app = App(name="billing", calers=["web"])  # type: ignore[call-arg]

    assert app.tree == {"name": "billing", "calers": ["web"]}
    assert app.file == __file__


def test_values_that_no_toml_has_are_named(tmp_path: Path) -> None:
    """What Python has besides is refused in Python's words."""
    lines = said(write(tmp_path, apps="from rocksolid import App\n\napp = App(name=None, image={'a'}, replicas=True, port=8.0)\n"))

    assert [line.partition("]: ")[2] for line in lines if "error[" in line] == [
        "expected a name, found None",
        "expected an image reference, found a Python set",
        "expected a count, found a boolean",
        "expected a port number, found a number",
    ]


def test_each_folder_has_modules_of_its_own(tmp_path: Path) -> None:
    """Two folders may call their shared files alike: each blueprint gets those beside it, in whatever order they are named."""
    files = []
    for name in ("one", "two"):
        (tmp_path / name / "shared").mkdir(parents=True)
        (tmp_path / name / "shared" / "__init__.py").write_text("from shared.images import IMAGE\n", encoding="utf-8")
        (tmp_path / name / "shared" / "images.py").write_text(f"IMAGE = '{name}:1.0.0'\n", encoding="utf-8")
        words = f"name='{name}', image=IMAGE, labels={{'at': AT}}"
        program = f"from rocksolid import App\nfrom common import AT\nfrom shared import IMAGE\n\napp = App({words})\n"
        files.append(write(tmp_path / name, apps=program, common=f"AT = '{name}'\n"))
    before = set(sys.modules)

    for paths in (files, files[::-1]):
        made = {one["metadata"]["name"]: one for one in rocksolid.compile(paths).objects if one["kind"] == "Deployment"}
        assert {name: one["metadata"]["labels"]["at"] for name, one in made.items()} == {"one": "one", "two": "two"}
        images = {name: one["spec"]["template"]["spec"]["containers"][0]["image"] for name, one in made.items()}
        assert images == {"one": "one:1.0.0", "two": "two:1.0.0"}
    assert {"apps", "common", "shared", "shared.images"} & (set(sys.modules) - before) == set()


@pytest.mark.parametrize("change", ["sys.path.pop(0)", "sys.path.append('/nowhere')", "sys.path = []"])
def test_a_blueprint_may_change_where_python_looks(tmp_path: Path, change: str) -> None:
    """What a blueprint does to its path holds for itself alone."""
    before = list(sys.path)

    assert names(
        write(tmp_path, apps=f"import sys\nfrom rocksolid import App\n\n{change}\napp = App(name='app', image='app:1.0.0')\n")
    ) == ["app"]
    assert sys.path == before


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ("environments={1: {'replicas': 2}, 'p': {}}", "expected text for a name, found a number"),
        ("override={'Deployment': {'a': {1: 'a'}}}", "expected text for a key, found a number"),
        ("override={'Deployment': {'a': None}}", "Kubernetes has text, numbers, booleans, lists and tables, not None"),
        ("override={'Deployment': {'a': '\\ud800'}}", "the text holds U+D800, which is half of a character: no file can hold it"),
        ("override={'Deployment': {'a\\udfff': 1}}", "the text holds U+DFFF, which is half of a character: no file can hold it"),
        ("files={'/a': {'content': '\\ud800'}}", "the text holds U+D800, which is half of a character: no file can hold it"),
        ("env={'A': 'a\\ud800'}", "the text holds U+D800, which is half of a character: no file can hold it"),
        ("env={'A': 10**5000}", "the number has more than 64 bits"),
        ("replicas=10**5000", "the number is out of range: a count is at most 2147483647"),
        ("labels={'a': 10**5000}", "expected a label's value, found a number"),
        ("callers=10**5000", "expected a list, found a number"),
    ],
)
def test_what_no_manifest_can_hold_is_refused(tmp_path: Path, words: str, complaint: str) -> None:
    """Python has values that neither TOML nor YAML can write: each is named at its place."""
    lines = said(write(tmp_path, apps=f"from rocksolid import App\n\napp = App(name='app', image='app:1.0.0', {words})\n"))

    assert [line.partition("]: ")[2] for line in lines if "error[" in line] == [complaint]
    assert lines[0].startswith("apps.py:3:")


def test_tuples_are_lists_in_raw_words_as_well(tmp_path: Path) -> None:
    """Also where Kubernetes' own words are passed on."""
    words = "scale={'max': 5, 'behavior': {'scaleDown': {'policies': ({'type': 'Pods', 'value': 1, 'periodSeconds': 60},)}}}"
    file = write(tmp_path, apps=f"from rocksolid import App\n\napp = App(name='app', image='app:1.0.0', {words})\n")
    spec = next(one for one in rocksolid.compile(file).objects if one["kind"] == "HorizontalPodAutoscaler")["spec"]

    assert spec["behavior"]["scaleDown"]["policies"] == [{"type": "Pods", "value": 1, "periodSeconds": 60}]
