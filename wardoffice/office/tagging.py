"""Tags: put on and taken off by everybody at the desk, renamed and joined by a manager."""

from collections.abc import Sequence

from wardoffice.domain.actor import Actor, Doing, require
from wardoffice.domain.changes import Changes
from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.history import ActionKind
from wardoffice.domain.macros import with_tag_in_steps_renamed
from wardoffice.domain.search_words import with_tag_in_words_renamed
from wardoffice.domain.tags import TagUse, clean_tag, tag_key
from wardoffice.language import text
from wardoffice.office.case_work import tag_case, untag_case
from wardoffice.store.casework import homes_of
from wardoffice.store.store import Store
from wardoffice.store.tables import Case
from wardoffice.store.tag_reading import rows_naming_tags, rows_tagged, tag_rows, tag_uses
from wardoffice.store.unit_of_work import UnitOfWork
from wardoffice.store.visibility import hidden_cases


class Tagging:
    """The actions on tags, and which are used."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def tags(self, actor: Actor) -> tuple[TagUse, ...]:
        """The tags the office uses, the most used first."""
        require(actor, Doing.LOOK)
        with self._store.reading() as session:
            return tag_uses(session, actor)

    def tag(self, actor: Actor, case_ids: Sequence[int], typed: str) -> Changes:
        """Put a tag on these problems; written as the office writes it already, where it does.

        Raises CannotDoError for what is no tag (``clean_tag``).
        """
        require(actor, Doing.TRIAGE)
        name = clean_tag(typed)
        with self._store.unit_of_work(actor, ActionKind.TAG, count=len(case_ids)) as work:
            known = rows_tagged(work.session, tag_key(name))
            name = known[0].name if known else name
            work.details["tag"] = name
            for case in work.roots(case_ids):
                tag_case(work, case, name)
        return work.changes

    def untag(self, actor: Actor, case_ids: Sequence[int], name: str) -> Changes:
        """Take a tag off these problems."""
        require(actor, Doing.TRIAGE)
        with self._store.unit_of_work(actor, ActionKind.UNTAG, count=len(case_ids), tag=name) as work:
            for case in work.roots(case_ids):
                untag_case(work, case, name)
        return work.changes

    def rename_tag(self, actor: Actor, name: str, to: str) -> Changes:
        """Call a tag something else, wherever it stands; one that is there already takes its place.

        Macros that put it on or take it off, and saved lists of what has it, name it so as well.
        Raises CannotDoError where no problem has the tag that the actor may see.
        """
        require(actor, Doing.RENAME_TAGS)
        new = clean_tag(to)
        with self._store.unit_of_work(actor, ActionKind.RENAME_TAG, was=name, tag=new) as work:
            rows = rows_tagged(work.session, tag_key(name))
            hidden = set(hidden_cases(work.session, actor))
            seen = [row for row in rows if row.case_id not in hidden]
            if not seen:
                raise CannotDoError(
                    text("No problem has the tag {tag}.", tag=name),
                    text("Nothing was changed."),
                    text("Refresh the list of tags: somebody else may have renamed it."),
                )
            work.details["count"] = len(seen)  # how many others there are is not told
            for row in rows:
                if tag_key(new) == row.key:
                    row.name = new
                    continue
                row.withdrawn_at = work.now
                case = work.session.get_one(Case, row.case_id)
                if not any(
                    each.withdrawn_at is None
                    for each in tag_rows(work.session, homes_of(work.session, case.id), tag_key(new))
                ):
                    tag_case(work, case, new)
            _rename_in_macros_and_lists(work, name, new)
        return work.changes


def _rename_in_macros_and_lists(work: UnitOfWork, was: str, new: str) -> None:
    macros, views = rows_naming_tags(work.session)
    for macro in macros:
        macro.steps = with_tag_in_steps_renamed(macro.steps, was, new)
    for view in views:
        view.words = with_tag_in_words_renamed(view.words, was, new)
        if tag_key(str(view.narrowed.get("tag", ""))) == tag_key(was):
            view.narrowed = {**view.narrowed, "tag": new}
