"""A strategy for damage: what happens to a file on its way, byte by byte."""

from collections.abc import Callable, Mapping

from hypothesis import strategies as st

BAD = (
    *(b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xc0\x80", b"\x80"),  # No UTF-8: halves, surrogates, what is too long.
    *(b"\x00", b"\x07", b"\x7f", b"\xef\xbb\xbf", b"\r", b"\r\n", b"\xc2\x85", b"\xe2\x80\xa8", b"\xe2\x80\xae"),
    *(b'"', b"'", b'"""', b"\\", b"[", b"]", b"[[", b"{", b"}", b"=", b",", b"#", b".", b"\n", b"\t", b"-", b"0", b"\\u0000", b"\\ud800"),
)
"""What is inserted: broken characters, characters that end or hide lines, and those that TOML is made of."""
Happened = list[tuple[str, float, int]]
"""What happens, how far from the beginning, and a number."""
Change = Callable[[bytes, int, int], bytes]
CHANGES: Mapping[str, Change] = {
    "flip": lambda data, at, what: data[:at] + bytes([data[at] ^ 1 << what % 8]) + data[at + 1 :],
    "replace": lambda data, at, what: data[:at] + bytes([what]) + data[at + 1 :],
    "insert": lambda data, at, what: data[:at] + BAD[what % len(BAD)] + data[at:],
    "delete": lambda data, at, what: data[:at] + data[at + 1 + what % 20 :],
    "duplicate": lambda data, at, what: data[: at + 1 + what % 40] + data[at:],
    "truncate": lambda data, at, _: data[:at],
}
"""Each takes the bytes, a position in them, and a number that says what happens there."""

changes: st.SearchStrategy[Happened] = st.lists(
    st.tuples(st.sampled_from(sorted(CHANGES)), st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=3
)


def damaged(data: bytes, happened: Happened) -> bytes:
    """Return some bytes after what happened to them."""
    for what, share, number in happened:
        if data:
            data = CHANGES[what](data, int(share * len(data)), number)
    return data
