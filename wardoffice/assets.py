"""Where the files that travel with the program are, in a wheel, a checkout or a frozen program."""

from pathlib import Path


def _root() -> Path:
    package = Path(__file__).resolve().parent
    return package if (package / "resources").is_dir() else package.parent


def resource(name: str) -> Path:
    """The path of ``resources/<name>``; raises FileNotFoundError where the installation lacks it."""
    return _existing("resources", name)


def schema(name: str) -> Path:
    """The path of ``schemas/<name>``; raises FileNotFoundError where the installation lacks it."""
    return _existing("schemas", name)


def _existing(folder: str, name: str) -> Path:
    path = _root() / folder / name
    if not path.exists():
        raise FileNotFoundError(path)
    return path
