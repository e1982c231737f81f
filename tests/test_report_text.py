import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rocksolid.finding import Finding, Place
from rocksolid.report.text import dump, render, sorted_findings

from places import At


def _finding(line: int = 1, column: int = 1, *, file: str = "a.toml", code: str = "wrong-type", message: str = "is text") -> Finding:
    return Finding(code, "error", message, At(Place(file, line, column, 1)))


def _drawn(excerpt: str, column: int, length: int = 1) -> str:
    """Return what is printed below the first line."""
    place = Place("a.toml", 7, column, length, excerpt)
    return render(Finding("wrong-type", "error", "is text", At(place))).partition("\n")[2]


def test_a_finding_says_what_and_where_and_how_to_mend_it() -> None:
    """The line stands in a gutter with carets under the words, then come the other places and the hint."""
    finding = Finding(
        "caller-not-allowed",
        "error",
        '"ledger-db" does not list "billing" among its callers',
        At(Place("billing.toml", 7, 17, 11, 'dependencies = ["ledger-db"]')),
        'add "billing" to callers in ledger-db.toml',
        ((At(Place("ledger-db.toml", 4, 1, 7, 'callers = ["web"]')), "callers are declared here"),),
    )

    assert render(finding) == (
        'billing.toml:7:17: error[caller-not-allowed]: "ledger-db" does not list "billing" among its callers\n'
        '     7 | dependencies = ["ledger-db"]\n'
        "       |                 ^^^^^^^^^^^\n"
        "  ledger-db.toml:4:1: callers are declared here\n"
        '       = hint: add "billing" to callers in ledger-db.toml'
    )


def test_a_finding_without_a_place_starts_with_its_code() -> None:
    """What concerns the whole system names no file."""
    finding = Finding("no-blueprints", "warning", "there is no blueprint in shop/", hint="name a file or a folder")

    assert render(finding) == ("warning[no-blueprints]: there is no blueprint in shop/\n       = hint: name a file or a folder")


def test_a_place_without_text_is_only_named() -> None:
    """Of a file that cannot be shown, file, line and column are all there is."""
    assert render(_finding(3, 5)) == "a.toml:3:5: error[wrong-type]: is text"


def test_a_hint_of_several_lines_is_a_block() -> None:
    """All lines of a hint start in one column, so that they can be marked and pasted."""
    finding = Finding("not-callable", "note", "nobody may call", hint="[ports]\nhttp = 8080\n\n[health]\n\tx = 1")

    assert render(finding).split("\n")[1:] == [
        "       = hint: [ports]",
        "               http = 8080",
        "",
        "               [health]",
        "               \tx = 1",
    ]


@pytest.mark.parametrize(
    ("line", "drawn"),
    [(123456, "123456 | port = x\n       |        ^"), (1234567, "1234567 | port = x\n        |        ^")],
)
def test_the_gutter_is_as_wide_as_the_number(line: int, drawn: str) -> None:
    """Numbers stand right in six columns, and a longer one moves its caret as well."""
    place = Place("a.toml", line, 8, 1, "port = x")

    assert render(Finding("wrong-type", "error", "is text", At(place))).partition("\n")[2] == drawn


@pytest.mark.parametrize(
    ("excerpt", "column", "length", "shown", "carets"),
    [
        ("\tport = x", 9, 1, "\tport = x", "\t       ^"),
        ("x\t=\ty", 5, 1, "x\t=\ty", " \t \t^"),
        ("a\tb c", 1, 5, "a\tb c", "^\t^^^"),
        ("a\t", 2, 1, "a\t", " ^"),
        ('"\u65e5\u672c" = x', 8, 1, '"\u65e5\u672c" = x', "         ^"),
        ('"\u65e5\u672c" = x', 2, 2, '"\u65e5\u672c" = x', " ^^^^"),
        ("e\u0301e\u0301 = x", 8, 1, "e\u0301e\u0301 = x", "     ^"),
        ("a\u200bb = x", 7, 1, "a\u200bb = x", "     ^"),
        ("a\u200bb", 2, 1, "a\u200bb", " ^"),
        ("a\x1b[31m = x", 10, 1, "a\\x1b[31m = x", "            ^"),
        ("a\x1bb", 1, 3, "a\\x1bb", "^^^^^^"),
        ("a\u202eb\x9b\x7f\u2028\ud800 = x", 11, 1, "a\\u202eb\\x9b\\x7f\\u2028\\ud800 = x", " " * 31 + "^"),
        ("port =", 7, 1, "port =", "      ^"),
        ("port =", 99, 3, "port =", "      ^"),
        ("port = x", 8, 99, "port = x", "       ^"),
        ("port = x", 6, 0, "port = x", "     ^"),
    ],
)
def test_the_caret_stands_in_the_true_column(excerpt: str, column: int, length: int, shown: str, carets: str) -> None:
    """Neither tabs nor wide, combining, invisible or escaped characters move the caret away from what it means."""
    assert _drawn(excerpt, column, length) == f"     7 | {shown}\n       | {carets}"


DIGITS = "".join(f"{tens:9}|" for tens in range(1, 31))


@pytest.mark.parametrize(
    ("excerpt", "column", "length", "shown", "carets"),
    [
        (DIGITS[:120], 120, 1, DIGITS[:120], " " * 119 + "^"),
        (DIGITS, 10, 1, f"{DIGITS[:114]}...", " " * 9 + "^"),
        (DIGITS, 100, 1, f"...{DIGITS[59:173]}...", " " * 43 + "^"),
        (DIGITS, 300, 1, f"...{DIGITS[186:]}", " " * 116 + "^"),
        (DIGITS, 301, 1, f"...{DIGITS[186:]}", " " * 117 + "^"),
        (DIGITS, 1, 300, f"{DIGITS[:114]}...", "^" * 114),
        ("\u65e5" * 300, 100, 2, f"...{chr(0x65E5) * 57}...", " " * 43 + "^^^^"),
        ("x" * 10_000_000, 5_000_000, 1, f"...{'x' * 114}...", " " * 43 + "^"),
        ("\t" * 300, 100, 1, "..." + "\t" * 14 + "...", "   \t\t\t\t\t^"),
    ],
)
def test_a_very_long_line_is_cut_around_the_caret(excerpt: str, column: int, length: int, shown: str, carets: str) -> None:
    """Of a line of more than 120 columns so much is shown, and what was left out is marked."""
    assert _drawn(excerpt, column, length) == f"     7 | {shown}\n       | {carets}"


@given(st.text(min_size=1), st.integers(1, 1000), st.integers(1, 1000))
def test_nothing_that_is_printed_steers_the_terminal(text: str, column: int, length: int) -> None:
    """Whatever stands in a file, its name or a message, only our own line ends and tabs are controls in the output."""
    place = Place(text, 7, column, length, text)
    printed = render(Finding("wrong-type", "error", text, At(place), text.replace("\n", " "), ((At(place), text),)))

    assert len(printed.splitlines()) == 5
    assert {character for character in printed if unicodedata.category(character) in {"Cc", "Cs"}} <= {"\n", "\t"}
    assert "^" in printed.split("\n")[2]
    printed.encode()


def test_findings_come_in_the_order_of_the_files() -> None:
    """File, line and column decide, then the code; what has no place comes last."""
    right = [
        _finding(2, 9),
        _finding(10, 1, code="a-code"),
        _finding(10, 1, code="b-code"),
        _finding(10, 2, code="a-code"),
        _finding(1, 1, file="b.toml"),
        Finding("a-code", "error", "nowhere"),
        Finding("b-code", "error", "nowhere"),
    ]

    assert sorted_findings(reversed(right)) == right


def test_a_finding_is_told_once() -> None:
    """Two findings that read the same are one; a difference in any word keeps both."""
    first, again, other = _finding(), _finding(), _finding(message="is a number")

    assert [finding.message for finding in sorted_findings([first, again, other])] == ["is text", "is a number"]


def test_findings_follow_each_other_line_by_line() -> None:
    """Several findings are their texts in the order that they are given in; none is no text at all."""
    assert dump([_finding(2, 9), _finding(1, 1)]) == "a.toml:2:9: error[wrong-type]: is text\na.toml:1:1: error[wrong-type]: is text\n"
    assert dump([]) == ""
