"""Every object is of a kind that the server serves and has the fields of that kind: the server refuses the rest, or drops it in silence."""

from collections.abc import Iterator

from rocksolid.finding import Finding
from rocksolid.verify.cluster import Cluster
from rocksolid.verify.document import Path
from rocksolid.verify.engines import TRAFFIC
from rocksolid.verify.names import Names
from rocksolid.verify.resource import Resource
from rocksolid.verify.schemas import Api, Misfit, Schemas, schemas

_WORDS = {
    "array": "a list",
    "boolean": "true or false",
    "byte": "base64",
    "date-time": "a time, as 2030-12-31T23:59:59Z",
    "integer": "a whole number",
    "number": "a number",
    "object": "a mapping",
    "string": "text",
}
_FOUND = {bool: "a boolean", dict: "a mapping", float: "a number", int: "a number", list: "a list", str: "text", type(None): "nothing"}
_WITHOUT_SUCCESSOR = {"PodSecurityPolicy": "label the Namespace instead: pod-security.kubernetes.io/enforce: restricted"}
_FEW = 8  # So many fields are listed where none is near to the unknown one.


def schema(cluster: Cluster) -> Iterator[Finding]:
    """Compare every object with the schema of its kind."""
    known = schemas(cluster.premises.kubernetes)
    strange: dict[Api, list[Resource]] = {}
    if known is None:
        yield from _unchecked(cluster)
        return
    for one in cluster.resources:
        if (one.group, one.kind) in TRAFFIC:  # What is passed over is said already.
            continue
        api = (str(one.content.get("apiVersion")), one.kind)
        if api in known.kinds:
            yield from (_misfit(one, misfit, cluster.premises.kubernetes) for misfit in _misfits(one, api, known))
        elif one.group in known.groups or "." not in one.group:  # Only Kubernetes' own groups are one word.
            yield _not_served(one, api, known, cluster.premises.kubernetes)
        else:
            strange.setdefault(api, []).append(one)
    yield from (_unknown(api, several) for api, several in strange.items())


def _unchecked(cluster: Cluster) -> Iterator[Finding]:
    if cluster.resources:
        said = f"the fields of objects are not checked: the schemas of Kubernetes {cluster.premises.kubernetes} are not installed"
        yield Finding("schema-unchecked", "note", said, hint='pip install --upgrade "rocksolid[verify]"')


def _unknown(api: Api, several: list[Resource]) -> Finding:
    objects = "1 object is" if len(several) == 1 else f"{len(several)} objects are"
    said = f"no schema is known for {api[1]} of {api[0]}: {objects} not checked"
    return Finding("schema-unknown", "note", said, several[0].at("kind"))


def _not_served(one: Resource, api: Api, known: Schemas, kubernetes: str) -> Finding:
    """Return the complaint about a kind of Kubernetes' own that is served elsewhere, no longer, or never was."""
    said = f"Kubernetes {kubernetes} does not serve {one.kind} in {api[0]}"
    serving = known.serving(one.kind)
    if one.group == "extensions" or one.group in {other.rpartition("/")[0] for other in serving} or one.kind in _WITHOUT_SUCCESSOR:
        hint = _WITHOUT_SUCCESSOR.get(one.kind, "") if not serving else f"apiVersion: {serving[0]}"
        return Finding("api-removed", "error", said, one.at("apiVersion"), hint)
    if serving:
        return Finding("schema", "error", said, one.at("apiVersion"), f"apiVersion: {serving[0]}")
    return Finding("schema", "error", said, one.at("kind"), Names(kind for _, kind in known.kinds).did_you_mean(one.kind))


def _misfits(one: Resource, api: Api, known: Schemas) -> Iterator[Misfit]:
    yield from known.misfits(api, one.content)
    if not one.name and known.is_named(api):  # The schemas say nothing of it.
        yield Misfit(("metadata",), "missing", ("name",))


def _misfit(one: Resource, misfit: Misfit, kubernetes: str) -> Finding:
    if misfit.problem == "unknown":
        *around, name = misfit.path
        said = f'Kubernetes {kubernetes} knows no field "{name}" in {_where(one, tuple(around))}'
        return Finding("schema", "error", said, one.at(*misfit.path, key=True), _nearest(str(name), misfit.expected))
    if misfit.problem == "missing":
        said = f'{_where(one, misfit.path)} must have "{misfit.expected[0]}"'
        return Finding("schema", "error", said, one.at(*misfit.path, key=True))
    expected = " or ".join(_WORDS.get(word, word) for word in misfit.expected if word != "null")
    one_of_a_few = expected.startswith('"')
    found = f'"{misfit.value}"' if one_of_a_few else _FOUND[type(misfit.value)]
    said = f"{_where(one, misfit.path)} must be {expected}, not {found}"
    return Finding("schema", "error", said, one.at(*misfit.path), _unquoted(misfit))


def _nearest(name: str, known: tuple[str, ...]) -> str:
    return Names(known).did_you_mean(name) or (f"known there: {', '.join(known)}" if len(known) <= _FEW else "")


def _unquoted(misfit: Misfit) -> str:
    """Return how to write a value that only its quotes, or only the lack of them, make wrong."""
    value, expected = misfit.value, misfit.expected
    if not isinstance(value, str):
        return "put it in quotes" if "string" in expected and isinstance(value, int | float) else ""
    meant = (value.isdecimal() and "integer" in expected) or (value in {"true", "false"} and "boolean" in expected)
    return f"without quotes: {misfit.path[-1]}: {value}" if meant else ""


def _where(one: Resource, path: Path) -> str:
    """Return a place in an object as a reader would point at it: `spec.containers[0] of Pod/web`."""
    title = one.title if one.name else f"the {one.kind}"
    steps = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" if step.isidentifier() else f'["{step}"]' for step in path)
    return f"{steps.removeprefix('.')} of {title}" if path else title
