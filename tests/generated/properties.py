"""What holds of everything that one run is given, whatever stands in it: the judges are those of the other tests."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import attrs
import yaml
from rocksolid.cli.commands import application
from rocksolid.compiler import Compiled, RefusedError, compile_gathered
from rocksolid.emit.yaml import dump_all
from rocksolid.explain.explanation import explain
from rocksolid.explain.leaf import leaves
from rocksolid.finding import Finding
from rocksolid.language.gather import Request, gather
from rocksolid.system.ledger import expected
from rocksolid.system.workload import Workload
from rocksolid.verify.cluster import Premises
from rocksolid.verify.document import Text
from rocksolid.verify.verdict import verify
from ruamel.yaml import YAML
from typer.testing import CliRunner

from judges.objects import Tree, pods, title
from judges.reach import reach
from judges.restricted import violations
from systems import split
from test_explain_covers import is_constant
from test_mistakes import answered

INSTANCE = "app.kubernetes.io/instance"
"""The label that says whose an object is: the name of a Job ends in a hash."""
FIELDS: Mapping[str, tuple[str, ...]] = {
    "run-as-non-root": ("runAsNonRoot", "runAsUser"),
    "capabilities": ("capabilities",),
    "seccomp": ("seccompProfile",),
}
"""What of "restricted" a waiver for a rule gives up, by the end of the field's path; what is not here gives up nothing of it."""


@attrs.frozen(eq=False)
class Run:
    """What became of one run: the findings where it was refused, else what was compiled, with its YAML."""

    refused: tuple[Finding, ...] = ()
    compiled: Compiled | None = None
    yaml: str = ""


def run(request: Request, *, asked: bool = True, damaged: bool = False) -> Run:
    """Compile, and hold what holds of every run: whatever is rendered is sound, and where it is `asked`, the command line says the same.

    For manifests of authors that may be `damaged` nobody vouches: they are passed on as they are.
    """
    report: list[Finding] = []
    try:
        gathered = gather(request, report)
        compiled = compile_gathered(gathered, report)
    except RefusedError as error:
        answered(error)
        if asked:
            assert_refused(request)
        return Run(refused=error.findings)
    answered(compiled)
    text = compiled.yaml()
    assert_rendered(request, text)
    assert_sound(compiled, text)
    own = [one.content for one in compiled.manifests if not (damaged and any(rule == "extra" for rule, _ in one.said))]
    assert_taken(compiled, dump_all(own))
    platforms = dict.fromkeys(draft.platform for draft in gathered.drafts)
    for one in explain(compiled, platforms):
        assert [(field.path, field.value) for field in one.fields] == list(leaves(one.one.content))
        for field in one.fields:
            assert field.rule
            assert field.reason
            assert field.decided or field.unsaid or is_constant(field), field
    return Run(compiled=compiled, yaml=text)


def command(request: Request) -> Any:
    """Return what `rocksolid render` does about a request."""
    said = [*(("-e", request.environment) if request.environment else ()), *(("--platform-objects",) if request.platform_objects else ())]
    return CliRunner().invoke(application("render"), ["render", *request.paths, *said])


def assert_refused(request: Request) -> None:
    """Nothing is written to stdout, something to stderr, and the run ends with 1, not in a traceback."""
    result = command(request)
    assert (result.exit_code, result.stdout) == (1, ""), result.stdout
    assert isinstance(result.exception, SystemExit)
    assert "error[" in result.stderr


def assert_rendered(request: Request, text: str) -> None:
    """A second run, through the command line, writes the same bytes."""
    result = command(request)
    assert result.exit_code == 0, result.stderr
    assert result.stdout_bytes == text.encode()


def assert_sound(compiled: Compiled, text: str) -> None:
    """The YAML is read back as what was meant, pods are restricted, and calls are the declared ones."""
    objects = compiled.objects
    assert repr(libyaml(text)) == repr(objects)
    assert [repr(ruamel(one)) for one in split(text)] == [repr(one) for one in objects]
    assert list(unexcused(compiled, objects)) == []
    named = {pod.name: f"{pod.namespace}/{pod.labels[INSTANCE]}" for pod in pods(objects)}
    assert {(named[client], named[server], *port) for client, server, *port in reach(objects)} == declared(compiled)


def assert_taken(compiled: Compiled, text: str) -> None:
    """The server of the newest platform takes the YAML."""
    said = verify([Text("output.yaml", text)], Premises(f"1.{max(platform.kubernetes for platform in compiled.system.platforms)}"))
    wrong = [(one.code, one.message) for one in said.findings if one.severity == "error"]
    assert wrong == [], wrong


def libyaml(text: str) -> list[Tree]:
    """Return a stream as YAML 1.1 has it."""
    return list(yaml.load_all(text, yaml.CSafeLoader))


@cache
def ruamel(document: str) -> Tree:
    """Return a document as YAML 1.2 has it: the slowest of all judges, who is asked once about a text."""
    found: Tree = YAML(typ="safe", pure=True).load(document)
    return found


def unexcused(compiled: Compiled, objects: list[Tree]) -> Iterator[str]:
    """Yield what is not "restricted" in pods, unless a waiver of the app is for it."""
    given_up = {called(w): [end for waiver in w.app.waivers for end in FIELDS.get(waiver.rule, ())] for w in compiled.system.workloads}
    apps = {title(pod.workload): f"{pod.namespace}/{pod.labels[INSTANCE]}" for pod in pods(objects)}
    for one in violations(objects):
        app = apps[re.split(r"[:,]", one)[0]]
        if not any(end in one for end in given_up[app]):
            yield one


def declared(compiled: Compiled) -> set[tuple[str, str, str, int]]:
    """Return the calls that both ends declare, as the judge of policies names them."""
    return {
        (called(caller), called(callee), protocol, number)
        for caller, callee, holes in expected(compiled.system)
        for protocol, number in holes
    }


def called(w: Workload) -> str:
    """Return a workload as the judge of policies names it."""
    return f"{w.namespace or 'default'}/{w.name}"
