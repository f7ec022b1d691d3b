from __future__ import annotations

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from linli.base.kernel import Refused
from linli.community.calendar import actions, queries, rules
from linli.community.calendar.models import SpecialDay, Year

DATA = Path(__file__).resolve().parents[1] / "data"
HEAD = "# year: 2028\n# status: official\n# source: test\nday,kind,name,name_en\n"
FIXED = "".join(f"2028-{month:02d}-{day:02d},holiday,节,Feast\n" for month, day in rules.FIXED_DAYS)


def codes_of(text: str) -> list[str]:
    notice, faults = rules.read_notice(text)
    assert notice is None
    return [fault.code for fault in faults]


@pytest.mark.parametrize("year", [2025, 2026, 2027])
def test_the_years_that_come_with_the_house_are_without_a_fault(year: int) -> None:
    notice, faults = rules.read_notice((DATA / f"{year}.csv").read_text(encoding="utf-8"))
    assert faults == []
    assert notice is not None
    assert notice.status == ("computed" if year == 2027 else "official")


def test_every_fault_of_a_file_is_told_at_once() -> None:
    text = (
        "# year: 2028\n# status: perhaps\nday,kind,name,name_en\n"
        "2028-01-05,workday,节,Feast\n2028-13-01,holiday,节,Feast\n2027-01-01,free,,\n2028-01-05,workday,节,Feast,more\n"
    )
    assert codes_of(text) == [
        "status",
        "source",
        "not_a_weekend",
        "not_a_day",
        "other_year",
        "kind",
        "nameless",
        "values",
        "not_a_weekend",
        "day_twice",
        "statutory_day_lost",
    ]


def test_a_file_with_other_columns_or_an_impossible_year_is_refused() -> None:
    assert codes_of("# year: 99999\n# status: official\n# source: test\nday,kind\n") == ["year", "columns"]
    assert codes_of("") == ["year", "status", "source", "columns"]


def test_a_year_that_lacks_a_day_off_by_law_is_refused() -> None:
    assert codes_of(HEAD + FIXED.replace("2028-05-01,holiday,节,Feast\n", "")) == ["statutory_day_lost"]


def test_an_imported_year_takes_the_place_of_the_old_one(db: None) -> None:
    text = FIXED.replace("2028", "2027") + "2027-02-05,holiday,春节,Spring Festival\n2027-01-30,workday,春节,Spring\n"
    actions.import_holidays(text=HEAD.replace("2028", "2027") + text)
    assert Year.objects.get(year=2027).status == "official"
    assert SpecialDay.objects.filter(year=2027).count() == len(rules.FIXED_DAYS) + 2
    assert queries.day_type(day=date(2027, 1, 30)).is_workday
    assert queries.day_type(day=date(2027, 2, 6)).type == "saturday"


def test_a_refused_file_changes_nothing(db: None) -> None:
    before = list(SpecialDay.objects.order_by("day").values_list())
    with pytest.raises(Refused):
        actions.import_holidays(text=HEAD.replace("2028", "2026") + "2026-01-05,workday,节,Feast\n")
    assert list(SpecialDay.objects.order_by("day").values_list()) == before


def test_computed_days_do_not_take_the_place_of_official_ones(db: None) -> None:
    text = HEAD.replace("2028", "2026").replace("official", "computed") + FIXED.replace("2028", "2026")
    with pytest.raises(Refused) as refused:
        actions.import_holidays(text=text)
    assert refused.value.codes == ["official_stays"]
    assert SpecialDay.objects.filter(year=2026, day=date(2026, 10, 10)).exists()


def test_the_command_imports_a_file_and_says_what_it_took_in(db: None, tmp_path: Path) -> None:
    file = tmp_path / "2028.csv"
    file.write_text(HEAD + FIXED, encoding="utf-8")
    said = StringIO()
    call_command("import_holidays", str(file), stdout=said)
    assert said.getvalue() == "2028 (official): 6 holidays, 0 make-up workdays.\n"


def test_the_command_prints_every_fault_and_fails(db: None, tmp_path: Path) -> None:
    file = tmp_path / "2028.csv"
    file.write_text(HEAD + "2028-13-01,holiday,节,Feast\n", encoding="utf-8")
    said = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("import_holidays", str(file), stderr=said)
    assert ended.value.code == 1
    assert len(said.getvalue().splitlines()) == 3
    with pytest.raises(CommandError):
        call_command("import_holidays", str(tmp_path / "nothing.csv"))
