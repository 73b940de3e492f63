"""How the way out stands, for the 311 and mail check: nothing is tried, what is known is said."""

from dataclasses import replace

from wardoffice.domain.actor import Actor, Doing, require
from wardoffice.domain.sending_state import SendingState
from wardoffice.office.sending_door import SendingDoor
from wardoffice.store.outbox_hold import outbox_held
from wardoffice.store.outbox_reading import outbox_counts
from wardoffice.store.sending_reading import city_way_out, mail_way_out
from wardoffice.store.store import Store


class SendingCheck:
    """``door`` is the server that sends mail; ``city`` the endpoint's key."""

    def __init__(self, store: Store, door: SendingDoor, city: str) -> None:
        self._store = store
        self._door = door
        self._city = city

    def state(self, actor: Actor) -> SendingState:
        """Both ways out, of what the actor may see; no next try is told where there will be none."""
        require(actor, Doing.LOOK)
        door = self._door.state(actor)
        refused = door.trouble if door is not None else ""
        with self._store.reading() as session:
            held = outbox_held(session)
            mail, city = mail_way_out(session, actor), city_way_out(session, actor, self._city)
            need = outbox_counts(session, actor).need_person
        if held is not None or refused or not self._door.host:
            mail = replace(mail, next_at=None)
        if held is not None:
            city = replace(city, next_at=None)
        return SendingState(
            mail=mail,
            city=city,
            host=self._door.host,
            account=self._door.account,
            refused=refused,
            held=held,
            need_person=need,
        )
