"""One and several of a thing, in English and Spanish."""

_LEAST_LETTERS = 5
"""Of shorter words too many end so by chance: bus, gas, this."""
_NEVER_SEVERAL = ("ss", "us", "is")


def one_of_several(word: str) -> tuple[str, ...]:
    """What a word in lower case may mean several of: ``potholes`` as ``pothole``; none where it cannot be."""
    if len(word) < _LEAST_LETTERS or not word.isalpha() or not word.endswith("s"):
        return ()
    if word.endswith(_NEVER_SEVERAL):
        return ()
    if word.endswith("ies"):
        return word[:-1], f"{word[:-3]}y"
    if word.endswith("es"):
        return word[:-1], word[:-2]
    return (word[:-1],)
