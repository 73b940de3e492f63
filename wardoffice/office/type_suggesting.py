"""Which service type a message is about: by the words of many cities and languages, and by our own habits."""

from wardoffice.domain.actor import Actor, Doing, require
from wardoffice.domain.service_families import ServiceFamilies, TypeSuggestion, learn
from wardoffice.domain.service_requests import ServiceType
from wardoffice.store.service_types import service_types
from wardoffice.store.store import Store
from wardoffice.store.type_choices import told_in_case, types_chosen


class TypeSuggesting:
    """Reads suggestions; a person takes one or another, and that is learned from."""

    def __init__(self, store: Store, families: ServiceFamilies) -> None:
        self._store = store
        self._families = families

    def types_for(
        self, actor: Actor, case_id: int
    ) -> tuple[tuple[ServiceType, ...], tuple[TypeSuggestion, ...]]:
        """All types by name, and those that what people wrote in this problem may be about."""
        require(actor, Doing.LOOK)
        with self._store.reading() as session:
            types = service_types(session)
            said = told_in_case(session, actor, case_id)
            if not said:
                return types, ()
            return types, self._families.suggest(said, types, learn(types_chosen(session)))
