"""On which answers a question or a choice depends, as Boston's Salesforce writes it.

``{"clause": "OR", "conditions": [{"attribute": "CODE", "op": "eq", "value": "KEY"}]}``; a value may be text,
a number, a list of them, or an object that holds one of those under the name of its type.
"""

from wardoffice.domain.conditions import Comparison, Condition, Conditions
from wardoffice.open311.values import Values

_COMPARISONS = {each.value: each for each in Comparison}


def read_conditions(found: object, values: Values) -> Conditions | None:
    """The conditions, or None where there are none that can be understood: then it is always asked."""
    if not isinstance(found, dict):
        return None
    read = [_condition(each, values) for each in values.items(found.get("conditions"), "condition")]
    conditions = tuple(each for each in read if each is not None)
    if not conditions:
        return None
    return Conditions(conditions, any_of=values.text(found.get("clause")).upper() == "OR")


def _condition(found: object, values: Values) -> Condition | None:
    if not isinstance(found, dict):
        return None
    code = values.code(found.get("attribute"))
    comparison = _COMPARISONS.get(values.text(found.get("op")).lower() or Comparison.IS.value)
    if not code or comparison is None:
        return None
    return Condition(code, comparison, _named(found.get("value"), values))


def _named(found: object, values: Values) -> tuple[str, ...]:
    if isinstance(found, dict):
        kind = values.text(found.get("type"))
        found = found.get(kind) if kind in found else found.get("string", found.get("array"))
    listed = found if isinstance(found, list) else [found]
    return tuple(word for each in listed if (word := _word(each, values)))


def _word(found: object, values: Values) -> str:
    return str(found).lower() if isinstance(found, bool) else values.code(found)
