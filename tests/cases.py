"""Cases as files: what is wrong, with each complaint as `#: ` comments under the wrong line.

The lines of a case are indented by three, so that a caret stands in the true column even under the first word.
"""

from pathlib import Path

from rocksolid.finding import Finding

MARK = "#: "
BEHIND = 10**6
"""The line that stands for the end: complaints without a place in the case stand there."""


def annotated(text: str, findings: list[Finding]) -> str:
    """Return a case's text with the complaints under its lines, those about another file at the end."""
    under: dict[int, list[str]] = {}
    for finding in findings:
        place = finding.spot.place() if finding.spot else None
        said = f"{finding.severity}[{finding.code}]: {finding.message}"
        ours = place is not None and place.file.startswith("case")
        head = f"{MARK}{' ' * (place.column - 1)}{'^' * place.length} {said}" if place and ours else f"{MARK}{said}"
        related = [f"{MARK}  {other.place().line}:{other.place().column}: {text}" for other, text in finding.related]
        hints = [f"{MARK}{'  = hint: ' if first == 0 else ' ' * 10}{line}".rstrip() for first, line in enumerate(finding.hint.splitlines())]
        under.setdefault(place.line if place and ours else BEHIND, []).extend([head, *related, *hints])
    lines = [line for number, line in enumerate(text.split("\n"), 1) for line in (("   " + line).rstrip(), *under.get(number, ()))]
    return "\n".join([*(lines if lines[-1] else lines[:-1]), *under.get(BEHIND, ())])


def parts(case: Path, command: str) -> tuple[list[str], str, str]:
    """Return the arguments of a case, its text with the complaints, and without them.

    The arguments stand in a first line `#! ARGUMENTS`, in which `{}` is the file; without that line they are the command and the file.
    """
    written = case.read_text(encoding="utf-8")
    first, _, rest = written.partition("\n")
    arguments, body = (first[3:].split(), rest) if first.startswith("#! ") else ([command, "{}"], written)
    return arguments, body, "\n".join(line[3:] for line in body.split("\n") if not line.startswith("#:"))
