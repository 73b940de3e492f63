"""Wires the wards: the maps in use, where new ones come from, and the offices of other wards. No Qt."""

from dataclasses import dataclass

from wardoffice.domain.ports import Cancelled, Secrets
from wardoffice.office.boundaries import Boundaries
from wardoffice.office.boundary_change import BoundaryChange
from wardoffice.office.handing_over import HandingOver
from wardoffice.office.settings import Settings
from wardoffice.office.ward_download import CityWards, WardBoundaries
from wardoffice.office.ward_office_list import WardOfficeList
from wardoffice.open311.cities import CityProfile
from wardoffice.open311.portal_files import PortalFiles
from wardoffice.store.store import Store
from wardoffice.system.secrets import portal_secret


@dataclass(frozen=True, slots=True)
class Wards:
    """The jobs of the wards."""

    boundaries: WardBoundaries
    offices: WardOfficeList
    handing: HandingOver


def make_wards(
    settings: Settings, profile: CityProfile, store: Store, boundaries: Boundaries, secrets: Secrets
) -> Wards:
    """The jobs of the wards for one office; its city's file says where new maps are."""
    ward, offices = settings.office.ward, WardOfficeList(store)

    def connect(cancelled: Cancelled) -> PortalFiles:
        address = profile.portal.base_url if profile.portal is not None else ""
        return PortalFiles(address, lambda: secrets.get(portal_secret(profile.key)), cancelled)

    return Wards(
        WardBoundaries(
            boundaries,
            BoundaryChange(store, boundaries, ward),
            offices,
            _city(profile),
            connect,
            ward=ward,
            bounds=profile.bounds,
        ),
        offices,
        HandingOver(store, ward),
    )


def _city(profile: CityProfile) -> CityWards | None:
    wards = profile.portal.wards if profile.portal is not None else None
    if wards is None:
        return None
    return CityWards(
        range(wards.first, wards.first + wards.count),
        tuple((each.dataset, each.since) for each in wards.maps),
        wards.offices,
        profile.bounds,
    )
