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
        read = _read(word, value)
        if equals and read:
            text, tree = read
            yield Layer(Source("--set", text), (), tree, own=True)
        else:
            hint = "write --set WORD=VALUE, like --set replicas=5"
            place = Source("--set", setting).place(1, 1, max(len(setting), 1))
            report.append(Finding("setting", "error", f'"{setting}" sets nothing', FixedSpot(place), hint))


def _read(word: str, value: str) -> tuple[str, dict[str, object]] | None:
    """Return a setting as TOML and its raw tree: its value as it is, or else as text; None where the word is no key."""
    for text in (value, _quoted(value)):
        try:
            return f"{word}={text}", tomllib.loads(f"{word}={text}")
        except (ValueError, RecursionError):  # Also a number of more digits than Python reads, and lists that are too deep.
            continue
    return None


def _quoted(text: str) -> str:
    """Return text as TOML writes it."""
    import json

    return json.dumps(text)
