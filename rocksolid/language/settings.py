"""What the command line says about an app: the topmost layer, written in TOML like every other."""

from collections.abc import Iterable, Iterator, Mapping

from rocksolid.finding import Finding
from rocksolid.language import toml
from rocksolid.language.layers import Layer
from rocksolid.language.parts import FIXED
from rocksolid.language.source import FixedSpot, Source

_BEGINS_TOML = ("[", "{", '"', "'")
"""What begins like a list, a table or text in quotes is meant as one, and is never text as it stands."""


def command_line(image: str | None, namespace: str | None, settings: Iterable[str], report: list[Finding]) -> Iterator[Layer]:
    """Yield a layer for each option; a value that is no TOML is text, as in `--set image=app:1.2`."""
    for option, word, value in (("--image", "image", image), ("--namespace", "namespace", namespace)):
        if value is not None:
            text = f"{word} = {_quoted(value)}"
            yield Layer(Source(option, text), (), {word: value}, own=True)
    for setting in settings:
        word, equals, value = setting.partition("=")
        read = _read(word, value) if equals else None
        if read:
            text, tree = read
            layer = Layer(Source("--set", text), (), tree, own=True)
            yield layer
            report.extend(_fixed(layer))
        else:
            report.append(_nothing(setting, word, value))


def _fixed(layer: Layer) -> Iterator[Finding]:
    """Yield the complaint about a word that must be the same whoever renders: selectors are made of it."""
    for word in FIXED:
        if word in layer.tree:
            message = f'"{word}" cannot be said on the command line'
            yield Finding("fixed-word", "error", message, layer.at((word,), key=True), "write it into the app itself")


def _nothing(setting: str, word: str, value: str) -> Finding:
    """Return the complaint about a setting that is none."""
    place = Source("--set", setting).place(1, 1, max(len(setting), 1))
    if word and value.startswith(_BEGINS_TOML):
        hint = "text inside stands in quotes, and on a command line the whole of it too: --set 'callers=[\"web\"]'"
        return Finding(
            "setting",
            "error",
            "what the word is set to begins like a list, a table or text in quotes, and is no TOML",
            FixedSpot(place),
            hint,
        )
    return Finding("setting", "error", f'"{setting}" sets nothing', FixedSpot(place), "write --set WORD=VALUE, like --set replicas=5")


def _read(word: str, value: str) -> tuple[str, dict[str, object]] | None:
    """Return a setting as TOML and its raw tree: its value as it is, or else as text; None where it is neither, or sets more."""
    for text in (value,) if value.startswith(_BEGINS_TOML) else (value, _quoted(value)):
        try:
            tree, read = toml.loads(f"{word}={text}"), toml.loads(f"value={text}")
            if _is_another_text(tree, read.get("value"), text):
                continue
            if read.keys() == {"value"} and "\n" not in word:
                return f"{word}={text}", tree
        except (ValueError, RecursionError):  # Also a number of more digits than Python reads, and lists that are too deep.
            continue
    return None


def _is_another_text(tree: Mapping[str, object], value: object, text: str) -> bool:
    """Return whether a number would be another text than was typed, in a variable, which is text: `1.10` would be `1.1`."""
    inside: object = tree
    while isinstance(inside, dict) and inside:
        (word, inside), *_ = inside.items()
        if word == "env":
            return type(value) in {int, float} and str(value) != text
    return False


def _quoted(text: str) -> str:
    """Return text as TOML writes it."""
    import json

    return json.dumps(text)
