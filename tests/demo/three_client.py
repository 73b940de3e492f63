"""Runs the PyPI client ``three`` in a process of its own: calls as JSON on stdin, answers as JSON on stdout.

``three`` 0.8.0 (MIT, its last release) is written for Python 2: it imports ``itertools.ifilter``, which is
given back here before it is loaded, and nowhere else. What it reads XML with (``relaxml``) calls a method
that went with Python 3.9, so XML is taken from it as it came.
"""

import itertools
import json
import sys

itertools.ifilter = filter  # type: ignore[attr-defined]  # what three imports, as it was in Python 2

from three import Three  # type: ignore[import-untyped] # noqa: E402 - only now can it load


def main() -> None:
    """Make the calls of stdin on one client, one after the other."""
    asked = json.load(sys.stdin)
    client = Three(asked["endpoint"], **asked["settings"])
    answers = []
    for name, positional, named in asked["calls"]:
        answer = getattr(client, name)(*positional, **named)
        answers.append(answer.decode() if isinstance(answer, bytes) else answer)
    json.dump(answers, sys.stdout)


if __name__ == "__main__":
    main()
