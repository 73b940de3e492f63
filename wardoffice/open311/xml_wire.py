"""XML as cities write it, made the same tree of plain values that JSON gives.

An element without children is its text or None; one with children is a dict; a repeated child is a list.
Namespaces are dropped. Document types are refused, so that no entity can expand (XML bombs).
"""

import re
import sys
from html.entities import html5
from xml.etree import ElementTree as ET

from wardoffice.open311.repairs import Repair, Repairs

# All that may stand before the root element or a document type (XML 1.0, production 22).
_PROLOG = re.compile(r"(?:\s+|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
_NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
_DEEPEST = 60
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # XML 1.0, production 2
# A whole CDATA section (left alone), a numeric reference, a named one, or a bare ampersand.
_AMPERSAND = re.compile(
    r"(<!\[CDATA\[.*?(?:\]\]>|\Z))|&#(x[0-9a-fA-F]{1,6}|[0-9]{1,7});|&([A-Za-z][A-Za-z0-9]{1,31};)|&",
    re.DOTALL,
)
_XML_NAMES = frozenset({"amp;", "lt;", "gt;", "quot;", "apos;"})
_BROKEN_OFF = frozenset({"no element found", "unclosed token", "unclosed CDATA section", "partial character"})


class XmlTroubleError(Exception):
    """Not XML, even with patience; ``broken_off`` when it simply ends too early."""

    def __init__(self, detail: str, *, broken_off: bool = False) -> None:
        super().__init__(detail)
        self.detail = detail
        self.broken_off = broken_off


class XmlBombError(Exception):
    """It declares a document type."""


def read_xml(written: str, repairs: Repairs) -> tuple[object, str]:
    """The tree of an XML text and the name of its root. Raises XmlBombError and XmlTroubleError."""
    prolog = _PROLOG.match(written)
    if prolog is not None and written.startswith("<!", prolog.end()):
        raise XmlBombError
    root = _parsed(written, repairs)
    return _plain(root, repairs, 0), _name(root.tag, repairs)


def _parsed(written: str, repairs: Repairs) -> ET.Element:
    try:
        return _tree(written)
    except ET.ParseError:
        mended = _AMPERSAND.sub(_mended_reference, _NOT_XML.sub("", written))
    try:
        root = _tree(mended)
    except ET.ParseError as trouble:
        message = str(trouble)
        broken_off = message.split(":", 1)[0] in _BROKEN_OFF
        raise XmlTroubleError(message, broken_off=broken_off) from trouble
    repairs[Repair.XML_LOOSE] += 1
    return root


def _tree(written: str) -> ET.Element:
    """Of a text without a document type, so that nothing is left to expand.

    As bytes, whatever charset it declares: a text is handed to the parser in small pieces, which takes half
    as long again.
    """
    parser = ET.XMLParser(encoding="utf-8")  # noqa: S314 - see above
    parser.feed(written.encode("utf-8", "surrogatepass"))
    return parser.close()


def _mended_reference(found: re.Match[str]) -> str:
    if found[1] is not None:
        return found[1]
    if found[2] is not None:
        number = int(found[2][1:], 16) if found[2][0] == "x" else int(found[2])
        return found[0] if _is_xml_character(number) else ""
    if found[3] is None:
        return "&amp;"
    if found[3] in _XML_NAMES:
        return found[0]
    return html5.get(found[3], f"&amp;{found[3]}")


def _is_xml_character(number: int) -> bool:
    return number <= sys.maxunicode and _NOT_XML.match(chr(number)) is None


def _plain(element: ET.Element, repairs: Repairs, depth: int) -> object:
    if not len(element):
        if element.text is None or element.text.isspace():
            if element.attrib and element.get(_NIL) == "true":
                repairs[Repair.NIL] += 1
            return None
        return element.text
    if depth > _DEEPEST:
        raise XmlTroubleError("nested too deeply")
    if element.text is not None and not element.text.isspace():
        repairs[Repair.MARKUP] += 1
        return " ".join("".join(element.itertext()).split())
    tree: dict[str, object] = {}
    repeated: set[str] = set()
    for child in element:
        name = child.tag
        if name[0] == "{":
            name = _name(name, repairs)
        value = _plain(child, repairs, depth + 1)
        if name not in tree:
            tree[name] = value
        elif name in repeated:
            tree[name].append(value)  # type: ignore[attr-defined]
        else:
            repeated.add(name)
            tree[name] = [tree[name], value]
    return tree


def _name(tag: str, repairs: Repairs) -> str:
    if tag[0] != "{":
        return tag
    repairs[Repair.NAMESPACE] += 1
    return tag.rpartition("}")[2]
