"""Differences as Markdown, for a comment on a pull request; whatever stands in a manifest stays text there."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, groupby
from operator import itemgetter

from rocksolid.diff.change import Change, Effect
from rocksolid.diff.output.groups import NONE, Group, groups, summary
from rocksolid.wording import one_line

LIMIT = 65_000
"""Bytes at most: GitHub refuses comments of more than 65536 characters, and whoever posts one may add a line."""
_LONGEST = 2_000
"""Characters of one message or hint that are shown."""
_OPEN: frozenset[Effect | None] = frozenset({"refused", "loses-data"})
"""What is not folded: nobody should approve it unseen."""
_AROUND = 2_000
"""Bytes for what stands around the differences: the summaries of all groups, and the sentence that says what is left out."""
_WORD = re.compile(r"\(?(?:[^\W\d_]+(?:[-'][^\W\d_]+)*|\d+)\)?")
"""A word or number that means nothing to Markdown."""
_PIECE = re.compile(r'(?:"(?:[^"\\]|\\.)*"|\S)+')
"""What stands between spaces; those in quotes do not part it."""


def dump(changes: Sequence[Change], old: str, new: str) -> str:
    """Return a table of what is different, then the differences, the worst first; `old` and `new` are what the sides are called.

    Of more than LIMIT, the end is left out, and a sentence says so. In a message, whatever is more than a word is written as code:
    it cannot be markup, mention anybody, or refer to an issue.
    """
    between = f"From {code(old)} to {code(new)}"
    if not changes:
        return f"{between}: {NONE}.\n"
    found = list(groups(changes))
    rows = (f"| {group.heading} | {len(group.lines)} |\n" for group in found)
    head = f"**{summary(found)}**\n\n{between}:\n\n| | |\n|---|--:|\n{''.join(rows)}"
    return head + "".join(_fitting(found, LIMIT - _AROUND - len(head.encode())))


def code(text: str) -> str:
    """Return a text as a code span, whatever stands in it."""
    text = one_line(text)
    fence = "`" * (1 + _longest_run(text))
    pad = " " if not text.strip(" ") or text[0] in "` " or text[-1] in "` " else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def told(sentence: str) -> str:
    """Return a sentence whose words stay words, and all else in it is code."""
    pieces = (_parted(piece) for piece in _PIECE.findall(_cut(sentence)))
    return " ".join(_written(list(some)) for _, some in groupby(pieces, key=itemgetter(0)))


def _fitting(found: Iterable[Group], room: int) -> Iterator[str]:
    """Yield the groups as far as there is room for them, and then how many differences are not shown."""
    items = [(group, item) for group in found for item in _items(group)]
    ends = accumulate(len(item.encode()) for _, item in items)
    fitting = [one for one, end in zip(items, ends, strict=True) if end <= room]
    for group, some in groupby(fitting, key=itemgetter(0)):
        yield _folded(group, "".join(item for _, item in some))
    if len(fitting) < len(items):
        yield f"\n{len(items) - len(fitting)} more are not shown here: `rocksolid diff` prints them all.\n"


def _folded(group: Group, items: str) -> str:
    unfolded = " open" if group.effect in _OPEN else ""
    return f"\n<details{unfolded}>\n<summary>{group.heading} ({len(group.lines)})</summary>\n{items}\n</details>\n"


def _items(group: Group) -> Iterator[str]:
    """Yield each difference as an item of a list, the first of a topic under its name."""
    for topic, lines in groupby(group.lines, key=lambda line: line.topic):
        heading = f"\n**{topic}**\n\n" if group.effect else "\n"
        for number, line in enumerate(lines):
            yield f"{'' if number else heading}- {code(line.subject)}: {told(line.message)}{_hint(line.hint)}\n"


def _hint(hint: str) -> str:
    """Return a hint as it follows a message: in the same item, as a block where it has several lines."""
    if "\n" not in hint:
        return f"<br>Hint: {told(hint)}" if hint else ""
    fence = "`" * max(3, 1 + _longest_run(hint))
    lines = (fence, *(one_line(line) for line in _cut(hint).split("\n")), fence)
    return "\n\n" + "\n".join(f"  {line}".rstrip() for line in lines)


def _written(pieces: Sequence[tuple[bool, str, str]]) -> str:
    """Return neighbours that are all words, or all none: these in one code span, the stop behind it left out."""
    texts = [f"{body}{stop}" for _, body, stop in pieces]
    is_plain, last, stop = pieces[-1]
    if is_plain:
        return " ".join(texts)
    return code(" ".join((*texts[:-1], last))) + stop


def _parted(piece: str) -> tuple[bool, str, str]:
    """Return whether a piece is a word, and the piece and the stop behind it."""
    body = piece.rstrip(",.;:")
    return bool(_WORD.fullmatch(body)), body or piece, piece[len(body) :] if body else ""


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} ..."


def _longest_run(text: str) -> int:
    return max(map(len, re.findall("`+", text)), default=0)
