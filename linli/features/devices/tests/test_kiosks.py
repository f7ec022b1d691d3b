"""Who may be a kiosk."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from linli.base.kernel import Refused
from linli.community.journal.models import Entry
from linli.features.devices import actions, queries
from linli.features.devices.models import Kiosk

from .conftest import Station


def code_of(station: Station, kiosk: Kiosk) -> str:
    return queries.pairing_code(kiosk=kiosk, now=station.now)


def test_a_code_pairs_one_browser_once(station: Station) -> None:
    kiosk = station.register()
    code = code_of(station, kiosk)
    paired, token = actions.pair_kiosk(code=code, key="tap", now=station.now)
    assert paired == kiosk
    assert queries.kiosk_known_by(hall=station.hall, code=str(kiosk.code), token=token) == kiosk
    assert token not in str(list(Kiosk.objects.values()))
    # The second tap of a double tap gets the same token; another browser gets none.
    assert actions.pair_kiosk(code=code, key="tap", now=station.now) == (kiosk, token)
    with pytest.raises(Refused) as refused:
        actions.pair_kiosk(code=code, key="another", now=station.now)
    assert refused.value.codes == ["code_over"]


def test_a_code_is_good_for_half_an_hour(station: Station) -> None:
    kiosk = station.register()
    code, late = code_of(station, kiosk), station.now + timedelta(minutes=30)
    assert queries.kiosk_offered(code=code.lower(), now=late - timedelta(seconds=1)) == kiosk
    with pytest.raises(Refused):
        actions.pair_kiosk(code=code, key="tap", now=late)
    actions.renew_pairing(kiosk=kiosk, key="again", by=station.cast.head, now=late)
    kiosk.refresh_from_db()
    assert queries.pairing_code(kiosk=kiosk, now=late) not in ("", code)


def test_a_kiosk_that_was_signed_off_is_a_browser_like_any_other(station: Station) -> None:
    kiosk = station.register()
    _, token = actions.pair_kiosk(code=code_of(station, kiosk), key="tap", now=station.now)
    actions.revoke_kiosk(kiosk=kiosk, key="off", **station.said)
    assert queries.kiosk_known_by(hall=station.hall, code=str(kiosk.code), token=token) is None
    with pytest.raises(Refused) as refused:
        actions.renew_pairing(kiosk=kiosk, key="new", **station.said)
    assert refused.value.codes == ["revoked"]
    station.register(key="the name is free again")


def test_a_kiosk_of_another_hall_is_none_here(station: Station) -> None:
    kiosk = station.register()
    _, token = actions.pair_kiosk(code=code_of(station, kiosk), key="tap", now=station.now)
    assert queries.kiosk_known_by(hall=station.cast.other_hall, code=str(kiosk.code), token=token) is None


@pytest.mark.parametrize("code", ["", "x", "00000000-0000-0000-0000-000000000000"])
def test_whoever_says_anything_else_is_no_kiosk(station: Station, code: str) -> None:
    station.register()
    assert queries.kiosk_known_by(hall=station.hall, code=code, token="x") is None


def test_two_kiosks_of_a_hall_have_two_names_and_a_repeat_makes_one(station: Station) -> None:
    kiosk = station.register("门口", key="once")
    assert station.register("门口", key="once") == kiosk
    with pytest.raises(Refused) as refused:
        station.register("门口", key="twice")
    assert refused.value.codes == ["name_taken"]
    assert Entry.objects.filter(verb="devices.register_kiosk").count() == 1


def test_a_printer_outside_the_hall_is_refused_and_nothing_is_written(station: Station) -> None:
    outside = actions.Entry("小票机", "8.8.8.8", 80, 58, "gb18030", 20, is_in_use=True)
    with pytest.raises(Refused) as refused:
        actions.enter_printer(hall=station.hall, printer=None, entry=outside, key="", **station.said)
    assert refused.value.codes == ["host_outside", "port_unusual"]
    assert not station.hall.printers.exists()


def test_a_cookie_that_was_changed_opens_nothing(station: Station) -> None:
    browser = Client()
    browser.cookies["linli_kiosk"] = f"{station.register().code}.token"
    assert browser.post("/sites/tuoran/kiosk/offline/numbers/").status_code == 403
