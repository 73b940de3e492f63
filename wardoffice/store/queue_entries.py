"""Makes the queue's rows from the facts, for some roots or for all, in one statement.

What a row says, and from what:

- ours: a message is in it, a rule fired, or somebody took it;
- finished: only once nobody is owed an answer and no new word came (promise P6);
- owed since: the oldest answer owed or promised and not given, of any message that told of this problem;
- city state: open while any of its 311 requests is, or hangs on one that is (``closing_graph``), closed once
  all are;
- due: the earliest day of what is owed, and of what a body outside of the city was to answer by;
- urgent: open, and a person said so; behind what is dangerous, before all else;
- snoozed until: a person said so, and neither a message, nor danger, nor the city's closing came since;
- really done?: ours and open, the city says closed; waiting on the city: ours, open, in 311, nobody owed.
"""

from collections.abc import Collection
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Insert,
    ScalarSelect,
    Select,
    and_,
    case,
    cast,
    delete,
    false,
    func,
    insert,
    literal,
    null,
    or_,
    select,
)
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from wardoffice.domain.cases import CaseStatus
from wardoffice.domain.messages import Channel
from wardoffice.domain.outgoing_mail import MailPurpose
from wardoffice.domain.people import FollowUpKind
from wardoffice.domain.pictures import Rank
from wardoffice.domain.queue import CityState, Desk
from wardoffice.store.among import among_given
from wardoffice.store.batches import batches
from wardoffice.store.bulk import table_of
from wardoffice.store.columns import UtcTime, Word
from wardoffice.store.tables import (
    Attachment,
    Case,
    FollowUp,
    Forward,
    Message,
    MessageLink,
    QueueEntry,
    Request,
    ServiceRecord,
    Submission,
)

_OWED = (FollowUpKind.ANSWER_OWED, FollowUpKind.PROMISE)


def refresh_entries(session: Session, roots: Collection[int]) -> None:
    """Make the queue's rows of these cases anew; one that is no root, or withdrawn, has none."""
    for some in batches(roots):
        session.execute(
            delete(QueueEntry)
            .where(QueueEntry.case_id.in_(some))
            .execution_options(synchronize_session=False)
        )
        session.connection().execute(_making_again(), {"case_ids": some})


def add_watched_entries(session: Session, case_ids: Collection[int]) -> None:
    """Make the rows of cases that were born with one record of the city and hold nothing else yet."""
    for some in batches(case_ids):
        session.connection().execute(_making_watched(), {"case_ids": some})


@cache
def _making_again() -> Insert:
    return _making(_facts().where(among_given(Case.id, "case_ids")))


@cache
def _making_watched() -> Insert:
    return _making(_watched_facts().where(among_given(Case.id, "case_ids")))


def _making(facts: Select[Any]) -> Insert:
    known = facts.subquery("facts")
    desk = _desk(known.c)
    owed = known.c.owed_since.is_not(None)
    rank = case((known.c.safety, 0), (and_(known.c.urgent, owed), 1), (known.c.urgent, 2), (owed, 3), else_=4)
    rank_at = func.coalesce(known.c.owed_since, known.c.opened_at)
    names = [column.name for column in known.columns]
    return insert(table_of(QueueEntry)).from_select(
        [*names, "desk", "rank", "rank_at"], select(known, desk.label("desk"), rank, rank_at)
    )


def _desk(facts: ReadOnlyColumnCollection[str, Any]) -> ColumnElement[Desk]:
    word = Word(Desk)
    ours, city, status = facts["ours"], facts["city_state"], facts["status"]
    return case(
        (and_(~ours, city == CityState.CLOSED), literal(Desk.WATCHED_CLOSED, word)),
        (and_(~ours, status == CaseStatus.OPEN), literal(Desk.WATCHED_OPEN, word)),
        (~ours, literal(Desk.WATCHED_CLOSED, word)),
        (
            and_(status == CaseStatus.FINISHED, ~facts["new_word"], facts["owed_since"].is_(None)),
            literal(Desk.FINISHED, word),
        ),
        (
            and_(city == CityState.CLOSED, status == CaseStatus.OPEN),
            literal(Desk.REALLY_DONE, word),
        ),
        (
            and_(
                city == CityState.OPEN,
                facts["owed_since"].is_(None),
                ~facts["new_word"],
                ~facts["safety"],
            ),
            literal(Desk.WAITING_ON_CITY, word),
        ),
        else_=literal(Desk.TO_US, word),
    )


def _facts() -> Select[Any]:
    """One row of facts for every root, from everything filed in the cases under it."""
    home = aliased(Case, name="home")
    here = and_(home.root_id == Case.id, home.withdrawn_at.is_(None))
    told = (
        select(Request.id).join(home, home.id == Request.case_id).where(here, Request.withdrawn_at.is_(None))
    )
    # The city's record of what the office asked for is nobody else's telling.
    our_own = select(Submission.id).where(
        Submission.service_record_id == Request.service_record_id, Submission.withdrawn_at.is_(None)
    )
    from_messages = told.join(Message, Message.id == Request.message_id)
    in_city = told.join(ServiceRecord, ServiceRecord.id == Request.service_record_id)
    links = (
        select(MessageLink.id)
        .join(home, home.id == MessageLink.case_id)
        .where(here, MessageLink.withdrawn_at.is_(None))
    )
    follow_ups = select(FollowUp.id).where(
        FollowUp.withdrawn_at.is_(None),
        or_(
            FollowUp.case_id.in_(select(home.id).where(here).correlate(Case)),
            FollowUp.message_id.in_(
                told.with_only_columns(Request.message_id)
                .where(Request.message_id.is_not(None))
                .correlate(Case)
            ),
        ),
    )
    owed = follow_ups.where(FollowUp.kind.in_(_OWED), FollowUp.done_at.is_(None))
    # Whether somebody outside of the city answered is ours to look after: no record of the city tells it.
    referred = (
        select(Forward.id)
        .join(home, home.id == Forward.case_id)
        .where(
            here,
            Forward.purpose == MailPurpose.REFER_OUT,
            Forward.answered_at.is_(None),
            Forward.withdrawn_at.is_(None),
            Case.status == CaseStatus.OPEN,
        )
    )
    photos = (
        select(func.count(func.distinct(Attachment.sha256)))
        .join(home, home.id == Attachment.case_id)
        .where(here, Attachment.withdrawn_at.is_(None), Attachment.rank == Rank.PHOTO)
    )
    city_open = in_city.where(ServiceRecord.still_open)
    last_word = func.coalesce(
        from_messages.with_only_columns(func.max(Message.received_at)).scalar_subquery(), Case.opened_at
    )
    facts: Select[Any] = select(  # type: ignore[assignment]  # 26 columns of mixed types
        Case.id.label("case_id"),
        or_(
            from_messages.exists(),
            links.exists(),
            select(home.id)
            .where(here, or_(home.taken_at.is_not(None), home.rule != "", home.safety_words != ""))
            .exists(),
        ).label("ours"),
        Case.status.label("status"),
        and_(
            Case.status == CaseStatus.OPEN,
            select(home.id).where(here, home.safety_words != "").exists(),
        ).label("safety"),
        and_(Case.status == CaseStatus.OPEN, Case.urgent).label("urgent"),
        select(home.id).where(here, home.restricted).exists().label("restricted"),
        Case.assignee_id.label("assignee_id"),
        Case.service_code.label("service_code"),
        Case.address.label("address"),
        Case.lat.label("lat"),
        Case.long.label("long"),
        _channels(told).label("channels"),
        Case.opened_at.label("opened_at"),
        last_word.label("last_word_at"),
        owed.with_only_columns(func.min(FollowUp.created_at)).scalar_subquery().label("owed_since"),
        _earliest(
            owed.with_only_columns(func.min(FollowUp.due_at)).scalar_subquery(),
            referred.with_only_columns(func.min(Forward.due_at)).scalar_subquery(),
        ).label("due_at"),
        follow_ups.where(FollowUp.kind == FollowUpKind.ANSWER)
        .with_only_columns(func.max(FollowUp.created_at))
        .scalar_subquery()
        .label("answered_at"),
        case(
            (city_open.exists(), literal(CityState.OPEN, Word(CityState))),
            (in_city.exists(), literal(CityState.CLOSED, Word(CityState))),
            else_=literal(CityState.NONE, Word(CityState)),
        ).label("city_state"),
        in_city.with_only_columns(func.max(ServiceRecord.closed_at))
        .scalar_subquery()
        .label("city_closed_at"),
        links.where(MessageLink.seen_at.is_(None)).exists().label("new_word"),
        case(
            (
                and_(
                    Case.status == CaseStatus.OPEN,
                    ~links.where(MessageLink.created_at > Case.snoozed_at).exists(),
                    ~from_messages.where(Request.created_at > Case.snoozed_at).exists(),
                    ~select(home.id).where(here, home.safety_at > Case.snoozed_at).exists(),
                    or_(
                        Case.snoozed_city == CityState.CLOSED,
                        city_open.exists(),
                        ~in_city.exists(),
                    ),
                ),
                Case.snoozed_until,
            ),
            else_=null(),
        ).label("snoozed_until"),
        from_messages.with_only_columns(func.count(func.distinct(Message.contact_id)))
        .scalar_subquery()
        .label("people"),
        photos.scalar_subquery().label("photos"),
        told.where(~our_own.exists()).with_only_columns(func.count()).scalar_subquery().label("requests"),
    ).where(Case.root_id == Case.id, Case.withdrawn_at.is_(None))
    return facts


def _earliest(one: ScalarSelect[Any], other: ScalarSelect[Any]) -> ColumnElement[Any]:
    """The earlier of two moments, of which either may be none."""
    return case((one.is_(None), other), (other.is_(None), one), (one <= other, one), else_=other)


def _watched_facts() -> Select[Any]:
    """The facts of a case with one record and nothing else: ``_facts`` without its looking for more."""
    dangerous = Case.safety_words != ""
    never = null()
    facts: Select[Any] = (
        select(  # type: ignore[assignment]  # 26 columns of mixed types
            Case.id.label("case_id"),
            or_(Case.rule != "", dangerous).label("ours"),
            Case.status.label("status"),
            and_(Case.status == CaseStatus.OPEN, dangerous).label("safety"),
            and_(Case.status == CaseStatus.OPEN, Case.urgent).label("urgent"),
            Case.restricted.label("restricted"),
            Case.assignee_id.label("assignee_id"),
            Case.service_code.label("service_code"),
            Case.address.label("address"),
            Case.lat.label("lat"),
            Case.long.label("long"),
            literal(f"{Channel.CITY.value} ").label("channels"),
            Case.opened_at.label("opened_at"),
            Case.opened_at.label("last_word_at"),
            cast(never, UtcTime).label("owed_since"),
            cast(never, UtcTime).label("due_at"),
            cast(never, UtcTime).label("answered_at"),
            case(
                (ServiceRecord.still_open, literal(CityState.OPEN, Word(CityState))),
                else_=literal(CityState.CLOSED, Word(CityState)),
            ).label("city_state"),
            ServiceRecord.closed_at.label("city_closed_at"),
            false().label("new_word"),
            cast(never, UtcTime).label("snoozed_until"),
            literal(0).label("people"),
            literal(0).label("photos"),
            literal(1).label("requests"),
        )
        .join(Request, Request.case_id == Case.id)
        .join(ServiceRecord, ServiceRecord.id == Request.service_record_id)
    )
    return facts


def _channels(told: Select[Any]) -> ColumnElement[str]:
    """The distinct channels that told of it, each followed by a blank."""
    joined: ColumnElement[str] = _said_if(Request.service_record_id.is_not(None), Channel.CITY)
    for channel in Channel:
        if channel is not Channel.CITY:
            joined = joined.concat(_said_if(Message.channel == channel, channel))
    told_by = told.outerjoin(Message, Message.id == Request.message_id).with_only_columns(joined)
    return func.coalesce(told_by.scalar_subquery(), "")


def _said_if(condition: ColumnElement[bool], channel: Channel) -> ColumnElement[str]:
    return func.max(case((condition, f"{channel.value} "), else_=""))
