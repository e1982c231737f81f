"""What a rule of a platform team's own yields, as far as it can be a part of an object."""

import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import redirect_stdout
from typing import Any

import attrs

from rocksolid.finding import Finding
from rocksolid.language import programs
from rocksolid.language.blueprint import Blueprint
from rocksolid.language.dotted import UnknownWordError, type_at
from rocksolid.language.platform import Platform
from rocksolid.language.raw import HEAD, data
from rocksolid.language.trees import steps
from rocksolid.language.values import WrongValueError, found
from rocksolid.manifest import paths
from rocksolid.manifest.part import Part, Ref
from rocksolid.system.resolve import System
from rocksolid.user_rules.load import UserRule, raised

_WORDS = {"platform.": Platform, "callee.": Blueprint}
"""Whose words a path of `because` leads along, by how it begins; any other is one of the app."""
_REF = 'w.controller, or another of its objects: w.ref("v1", "Service")'
_GENERATOR = 'yield Part(w.controller, {"metadata": {"annotations": {...}}}, ("labels",))'


def run(rule: UserRule, system: System, report: list[Finding]) -> Iterator[Part]:
    """Yield the parts that a rule makes of a system, without those that are none, which are reported."""
    owners = {id(w.owner) for w in system.workloads}
    for one in _yielded(rule, system, report):
        wrong = _wrong(rule, one, owners)
        if wrong:
            report.append(wrong)
            continue
        unknown = list(_unknown_words(rule, one))
        report.extend(unknown)
        try:
            yield attrs.evolve(one, content=data(one.content))
        except WrongValueError as error:
            where = f'"{paths.text(error.path)}" of ' if error.path else ""
            report.append(Finding(error.code, "error", f"{where}a {one.ref.kind}: {error.message}", rule.spot, error.hint))


def _yielded(rule: UserRule, system: System, report: list[Finding]) -> list[Any]:
    """Return all that a rule yields, or report what it raises, or that it yields nothing at all."""
    try:
        with redirect_stdout(sys.stderr):
            given = rule.function(system)
            if isinstance(given, Iterable) and not isinstance(given, (str, bytes, dict)):
                return list(given)
    except programs.RAISED as error:
        report.append(raised("the rule", error, rule.spot))
        return []
    report.append(Finding("rule-yields", "error", f"the rule returns {found(given)}, and no parts", rule.spot, f"yield them: {_GENERATOR}"))
    return []


def _wrong(rule: UserRule, one: Any, owners: set[int]) -> Finding | None:
    """Return the complaint about what is no part, or one without its object, content or reasons."""
    if not isinstance(one, Part):
        return Finding("rule-part", "error", f"the rule yields {found(one)}, and no Part", rule.spot, _GENERATOR)
    no_object = _no_object(one.ref)
    if no_object:
        return Finding("rule-part", "error", f"the rule yields a Part of {no_object}", rule.spot, _REF)
    if id(one.ref.owner) not in owners:
        message = f'the {one.ref.kind} "{one.ref.name}" belongs to no app that the rule was given'
        return Finding(
            "rule-object", "error", message, rule.spot, f'make it one of an app: w.ref("{one.ref.api_version}", "{one.ref.kind}")'
        )
    if not isinstance(one.content, Mapping):
        message = f"the content of a Part of a {one.ref.kind} is {found(one.content)}, and no table"
        return Finding("rule-part", "error", message, rule.spot, '{"metadata": {...}}')
    because: Any = one.because
    if not (isinstance(because, tuple) and because and all(type(word) is str for word in because)):
        message = f"a Part of a {one.ref.kind} does not say which words it follows from: because is {_reasons(because)}"
        return Finding("rule-because", "error", message, rule.spot, 'a tuple of words: ("labels", "resources.cpu")')
    return None


def _no_object(ref: Any) -> str:
    """Return what is said to be an object, and can be none; empty where it can."""
    if not isinstance(ref, Ref):
        return f"{found(ref)}, and of no object"
    said = {"apiVersion": ref.api_version, "kind": ref.kind, "name": ref.name, "namespace": ref.namespace}
    try:
        for word, value in said.items():
            if word != "namespace" or value is not None:
                HEAD[word].parse(value)
    except WrongValueError as error:
        return f"no object: {error.message}"
    of_all: Any = ref.metadata
    return "" if isinstance(of_all, Mapping) and all(isinstance(one, Mapping) for one in of_all.values()) else "an object of its own making"


def _reasons(because: Any) -> str:
    return "empty" if because == () else "no tuple of text" if isinstance(because, tuple) else found(because)


def _unknown_words(rule: UserRule, part: Part) -> Iterator[Finding]:
    """Yield the complaint about each word in the reasons of a part that the language does not have."""
    for path in part.because:
        prefix = next((prefix for prefix in _WORDS if path.startswith(prefix)), "")
        try:
            type_at(_WORDS.get(prefix, Blueprint), steps(path.removeprefix(prefix)))
        except UnknownWordError as unknown:
            from rocksolid.language.diagnostics import did_you_mean

            message = f'a Part of a {part.ref.kind} follows from "{path}", and there is no such word'
            yield Finding("rule-because", "error", message, rule.spot, did_you_mean(unknown.step, unknown.known))
