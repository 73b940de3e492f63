"""What departments were asked, owe and are told of is read alike from both databases."""

from tests.office.department_desk import CHICAGO, LISTED, department_desk
from wardoffice.domain.tracking_numbers import CityNumbers
from wardoffice.office.case_pane import CasePane
from wardoffice.office.daily_list import DailyLists
from wardoffice.office.routing import Routing
from wardoffice.store.store import Store


def test_what_is_owed_asked_again_and_matched_is_the_same(store: Store) -> None:
    desk = department_desk(store)
    one, two = desk.pothole(), desk.pothole("12 W Oak St")
    forwards, cdot = desk.asked([one, two]), desk.department("CDOT")
    desk.pass_days(9)
    (overdue,) = desk.chasing.overdue(desk.ana)
    assert [each.forward_id for each in overdue.lines] == forwards
    desk.chasing.send(desk.ana, desk.chasing.preview(desk.ana, cdot, forwards))
    assert desk.chasing.overdue(desk.ana) == ()
    assert [each.times for each in desk.chasing.waiting(desk.ana)[0].lines] == [1, 1]
    assert len(CasePane(store).show(desk.ana, one).forwards) == 2
    assert desk.directory.show(desk.ana, cdot).waiting == 2
    lists = DailyLists(store, Routing(store, LISTED, CHICAGO), CityNumbers("chicago"), CHICAGO)
    assert [each.case_id for each in lists.lines(desk.ana, cdot)] == [one, two]
    (matched,) = lists.match(desk.ana, cdot, "12 oak done")
    assert matched.case_id == two
