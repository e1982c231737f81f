"""What variables say about each other, about the app's ports and about its pods."""

import re
from collections.abc import Iterator

from rocksolid.finding import Finding
from rocksolid.language.container import Variable
from rocksolid.language.source import KeyPath
from rocksolid.language.values import WrongValueError
from rocksolid.system.constraints.labels import ADDED, TOPOLOGY, TOPOLOGY_SINCE, added
from rocksolid.system.containers import containers, path_to, words
from rocksolid.system.placeholders import fill
from rocksolid.system.variables import Definition, definitions, own_port
from rocksolid.system.workload import Workload


def config(w: Workload) -> Iterator[Finding]:
    """Yield what is wrong with the variables of each container; those of dependencies are looked at once."""
    for container in containers(w):
        defined = definitions(w, container)
        news = [one for one in defined if not container or one.path[0] == "containers"]
        yield from _twice(w, defined, news)
        yield from _too_early(w, defined, news)
        for name, variable in words(w, container).env.items():
            if variable.value is None:
                yield from _value(w, name, variable, path_to(container, "env", name))
        yield from _null(w, container)


def _twice(w: Workload, defined: tuple[Definition, ...], news: list[Definition]) -> Iterator[Finding]:
    """Yield an error for each variable that is defined again: which one counts would depend on who reads it."""
    first = {one.name: one for one in reversed(defined)}
    for one in news:
        if first[one.name] is not one:
            related = ((w.layers.at(first[one.name].path, key=True), "the first definition is here"),)
            yield Finding("variable-twice", "error", f'"{one.name}" is defined twice', w.layers.at(one.path, key=True), "", related)


def _too_early(w: Workload, defined: tuple[Definition, ...], news: list[Definition]) -> Iterator[Finding]:
    """Yield an error for each `$(NAME)` whose variable is only defined later: Kubernetes leaves such a reference as it stands."""
    referring = [one for one in news if "$" in one.text]
    places = {one.name: place for place, one in enumerate(defined)} if referring else {}
    for one in referring:
        for name in _references(one.text):
            if places.get(name, -1) >= places[one.name]:
                message = f'"$({name})" is used before "{name}" is defined: the program would read it as it stands'
                yield Finding("variable-order", "error", message, w.layers.at(one.path), _order_hint(one, name))


def _null(w: Workload, container: str) -> Iterator[Finding]:
    """Yield an error for each text with a null character that a program is started with: Linux ends every such text there."""
    said = words(w, container)
    texts: list[tuple[str, str | int, str]] = [("env", name, variable.value or "") for name, variable in said.env.items()]
    for word, listed in (("command", said.command), ("args", said.args)):
        texts += [(word, position, text) for position, text in enumerate(listed)]
    for word, at, text in texts:
        if "\0" in text:
            message = "the text holds a null character: no program can be started with it"
            yield Finding("null-character", "error", message, w.layers.at(path_to(container, word, at)), "mount it as a file")


def _references(text: str) -> Iterator[str]:
    """Yield the names of `$(NAME)` in a value; `$$` is a dollar sign."""
    return (match[1] for match in re.finditer(r"\$\$|\$\(([^)]*)\)", text) if match[1])


def _order_hint(one: Definition, name: str) -> str:
    if name == one.name:
        return f'no variable is made of itself; for the text, write "$$({name})"'
    if one.path[0] == "dependencies":
        return f"the variables of dependencies are the first: define {one.name} in [env], below {name}"
    return f"write {name} above {one.name}"


def _value(w: Workload, name: str, variable: Variable, path: KeyPath) -> Iterator[Finding]:
    """Yield what is wrong with where a variable comes from."""
    source = variable.secret or variable.config
    if source and not variable.key:
        kind = "secret" if variable.secret else "config"
        hint = f'{name} = {{ {kind} = "{source}", key = "{name.lower().replace("_", "-")}" }}'
        yield Finding("missing-word", "error", f'"{name}" needs "key": which entry of "{source}"', w.layers.at(path), hint)
    if variable.template is not None:
        try:
            fill(variable.template, lambda word: own_port(w.ports, word))
        except WrongValueError as wrong:
            yield Finding(wrong.code, "error", wrong.message, w.layers.at((*path, "template")), wrong.hint)
    if variable.field:
        yield from _field(w, variable.field, (*path, "field"))


def _field(w: Workload, field: str, path: KeyPath) -> Iterator[Finding]:
    """Yield an error where a variable is to hold a label or annotation that the pods do not have."""
    match = re.fullmatch(r"metadata\.(label|annotation)s\['(.+)'\]", field)
    if match:
        kind, key = match.groups()
        known = _labels(w) if kind == "label" else set[str](w.app.pod_annotations)
        if key not in known:
            message = f'the pods have no {kind} "{key}"'
            yield Finding(f"no-such-{kind}", "error", message, w.layers.at(path), _field_hint(kind, key, known))


def _field_hint(kind: str, key: str, known: set[str]) -> str:
    """Say who has a label, or which one may be meant, or how the pods get it."""
    from rocksolid.language.diagnostics import did_you_mean

    if key in TOPOLOGY:
        return f"pods have it from Kubernetes 1.{TOPOLOGY_SINCE} on"
    elsewhere = [one for one, labels in ADDED.items() if key in labels]
    if elsewhere:
        return f"only the pods of kind {' and '.join(elsewhere)} have it"
    return did_you_mean(key, sorted(known)) or f'add [pod_{kind}s]\n"{key}" = "..."'


def _labels(w: Workload) -> set[str]:
    """Return the labels that the pods have while they run."""
    return {*w.app.pod_labels, *w.version, *w.labels, *added(w)}
