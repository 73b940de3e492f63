"""Words of other people in a tooltip."""

from html import escape


def tip_words(words: str) -> str:
    """The words as a tooltip shows them exactly as they are.

    Qt guesses from the first tag whether a tooltip is rich text, and a sender may call himself anything.
    """
    return f"<span>{escape(words)}</span>".replace("\n", "<br>") if words else ""
