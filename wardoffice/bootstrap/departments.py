"""Wires the directory of departments and what is done with departments. No Qt."""

from dataclasses import dataclass

from wardoffice.office.case_pane import CasePane
from wardoffice.office.chasing import Chasing
from wardoffice.office.daily_list import DailyLists
from wardoffice.office.department_letters import DepartmentLetters
from wardoffice.office.departments import Departments
from wardoffice.office.forward_answers import ForwardAnswers
from wardoffice.office.outgoing_photos import OutgoingPhotos
from wardoffice.office.pasted_answers import PastedAnswers
from wardoffice.office.referring import Referring
from wardoffice.office.reopening import Reopening
from wardoffice.office.routing import Routing
from wardoffice.office.settings import Settings, own_addresses
from wardoffice.open311.cities import CityProfile
from wardoffice.store.store import Store
from wardoffice.system.pool import ParsingPool


@dataclass(frozen=True, slots=True)
class DepartmentJobs:
    """The list of departments, and what the office does with them."""

    directory: Departments
    routing: Routing
    chasing: Chasing
    answers: ForwardAnswers
    daily: DailyLists
    pasted: PastedAnswers
    referring: Referring
    reopening: Reopening


def make_departments(
    settings: Settings,
    profile: CityProfile,
    store: Store,
    letters: DepartmentLetters,
    *,
    cases: CasePane,
    pool: ParsingPool,
) -> DepartmentJobs:
    """The jobs of departments."""
    listed, zone = profile.listed_departments(), profile.zone()
    directory = Departments(store, listed, own_addresses(settings))
    routing = Routing(store, listed, zone, settings.office.ward)
    return DepartmentJobs(
        directory=directory,
        routing=routing,
        chasing=Chasing(store, letters, zone),
        answers=ForwardAnswers(store, zone),
        daily=DailyLists(store, routing, profile.numbers(), zone),
        pasted=PastedAnswers(store, pool),
        referring=Referring(store, cases, directory, letters, zone),
        reopening=Reopening(store, cases, directory, letters, photos=OutgoingPhotos(store, pool), zone=zone),
    )
