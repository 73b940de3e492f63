"""Paragraphs of ``format=flowed`` (RFC 3676): lines that a mail program broke are one again."""

from itertools import groupby

_MARK = "-- "  # section 4.3: it ends in a blank, and no line flows over it


def unflowed(words: str, *, delete_space: bool = False) -> str:
    """Each paragraph as one line, quotation marks kept; ``delete_space`` is the parameter DelSp=yes."""
    lines = [_quoted(line) for line in words.replace("\r\n", "\n").split("\n")]
    out: list[str] = []
    for depth, block in groupby(lines, key=lambda line: line[0]):
        paragraph = ""
        for _, line in block:
            if line == _MARK:
                out += [_shown(depth, each) for each in (paragraph, line) if each]
                paragraph = ""
            elif line.endswith(" "):
                paragraph += line[:-1] if delete_space else line
            else:
                out.append(_shown(depth, paragraph + line))
                paragraph = ""
        if paragraph:
            out.append(_shown(depth, paragraph))
    return "\n".join(out)


def _quoted(line: str) -> tuple[int, str]:
    """How deep a line is quoted, and it without those marks and the blank stuffed before its words."""
    plain = line.lstrip(">")
    return len(line) - len(plain), plain.removeprefix(" ") if plain != _MARK else plain


def _shown(depth: int, line: str) -> str:
    return f"{'>' * depth} {line}" if depth else line
