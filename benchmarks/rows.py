"""What is measured: each row is a command, run as a whole process over fleets of some sizes."""

import attrs

SIZES = (1, 10, 100, 1000, 5000)
"""Apps of a fleet."""
ROUNDS = {1: 21, 10: 11, 100: 11, 1000: 7, 5000: 3}
"""How often every row is measured, by the size of its fleet: the median of that many."""
_ONE, _PEERS, _GROWTH = (1,), (1, 100, 1000), (10, 100, 1000, 5000)

BASE, RENDER, FILES, CHECK, CONNECTIVITY, FLOOR = "helm", "render", "files", "check", "connectivity", "floor"
"""The rows that goals speak of; ratios are to the first of them."""


@attrs.frozen
class Row:
    """A command; `{words}` stand for the tools, the folders and the size of the fleet."""

    key: str
    title: str
    command: tuple[str, ...]
    sizes: tuple[int, ...] = _PEERS
    same: bool = True
    """Whether it prints the objects that rocksolid prints."""
    before: tuple[str, ...] = ()
    """What is run once before it, and not measured."""


_PASS = ("{python}", "-c")
_FLEET, _DATA = "{fleet}/apps-{size}.toml", "{fleet}/apps-{size}.json"

ROWS = (
    Row("pass", "`python -c pass`", (*_PASS, "pass"), _ONE, same=False),
    Row("attrs", "`python -c 'import attrs'`", (*_PASS, "import attrs"), _ONE, same=False),
    Row("cattrs", "`python -c 'import cattrs'`", (*_PASS, "import cattrs"), _ONE, same=False),
    Row("typer", "`python -c 'import typer'`", (*_PASS, "import typer"), _ONE, same=False),
    Row(FLOOR, "the floor: typer, TOML, cattrs, no more", ("{python}", "{here}/floor.py", _FLEET), _ONE, same=False),
    Row(RENDER, "**rocksolid render**", ("{rocksolid}", "render", _FLEET), SIZES),
    Row(FILES, "**rocksolid render**, a file for each app", ("{rocksolid}", "render", "{fleet}/apps-{size}"), (100, 1000)),
    Row(BASE, "helm template", ("{helm}", "template", "fleet", "{here}/peers/helm", "-f", _DATA), SIZES),
    Row("jrsonnet", "jrsonnet (Python binding)", ("{peers}", "{here}/peers/jsonnet/run.py", "rjsonnet", _DATA)),
    Row("gojsonnet", "go-jsonnet (Python binding)", ("{peers}", "{here}/peers/jsonnet/run.py", "_gojsonnet", _DATA)),
    Row("kcl", "KCL (Python binding)", ("{peers}", "{here}/peers/kcl/run.py", _DATA)),
    Row("cdk8s", "cdk8s for Python", ("{peers}", "{here}/peers/cdk8s/main.py", _DATA)),
    Row(
        "kustomize",
        "kubectl kustomize, over finished objects",
        ("{kubectl}", "kustomize", "{out}/kustomize-{size}"),
        before=("{python}", "{here}/peers/kustomize/prepare.py", _DATA, "{out}/kustomize-{size}"),
    ),
    Row("plain", "plain Python, rocksolid's writer, no check", ("{python}", "{here}/peers/plain.py", _DATA, "yaml")),
    Row("json", "plain Python, `json.dumps`, no check", ("{python}", "{here}/peers/plain.py", _DATA, "json")),
    Row(CHECK, "**rocksolid check**", ("{rocksolid}", "check", _FLEET), _GROWTH, same=False),
    Row(
        CONNECTIVITY,
        "**rocksolid connectivity**",
        ("{rocksolid}", "connectivity", "{out}/rendered-{size}.yaml"),
        _GROWTH,
        same=False,
        before=("{rocksolid}", "render", _FLEET, "-o", "{out}/rendered-{size}.yaml"),
    ),
)
