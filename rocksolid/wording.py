"""How every command puts texts on one line and counts things."""


def one_line(text: str) -> str:
    """Return a text with all characters escaped that end a line, move the cursor or turn the reading order."""
    return "".join(character if character.isprintable() else character.encode("unicode_escape").decode() for character in text)


def plural(number: int, word: str) -> str:
    """Return "1 pod" or "2 pods"."""
    return f"{number} {word}{'' if number == 1 else 's'}"
