"""What the command line says about an app: the topmost layer, written in TOML like every other."""

import tomllib
from collections.abc import Iterable, Iterator

from rocksolid.finding import Finding
from rocksolid.language.layers import Layer
from rocksolid.language.source import FixedSpot, Source


def command_line(image: str | None, namespace: str | None, settings: Iterable[str], report: list[Finding]) -> Iterator[Layer]:
    """Yield a layer for each option; a value that is no TOML is text, as in `--set image=app:1.2`."""
    for option, word, value in (("--image", "image", image), ("--namespace", "namespace", namespace)):
        if value is not None:
            text = f"{word} = {_quoted(value)}"
            yield Layer(Source(option, text), (), {word: value}, own=True)
    for setting in settings:
        word, equals, value = setting.partition("=")
        source = Source("--set", setting)
        tree = _tree(word, value)
        if equals and tree is not None:
            yield Layer(source, (), tree, own=True)
        else:
            hint = "write --set WORD=VALUE, like --set replicas=5"
            report.append(
                Finding("setting", "error", f'"{setting}" sets nothing', FixedSpot(source.place(1, 1, max(len(setting), 1))), hint)
            )


def _tree(word: str, value: str) -> dict[str, object] | None:
    """Return a setting as a raw tree: its value as TOML, or else as text; None where the word is no key."""
    for text in (value, _quoted(value)):
        try:
            return tomllib.loads(f"{word} = {text}")
        except tomllib.TOMLDecodeError:
            continue
    return None


def _quoted(text: str) -> str:
    """Return text as TOML writes it."""
    import json

    return json.dumps(text)
