"""What is done stays told, and whoever tampers with it is found out."""

from __future__ import annotations

from datetime import datetime
from importlib import import_module
from io import StringIO

import pytest
from django.contrib.admin import site as admin_site
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from linli.community.journal import actions, queries
from linli.community.journal.models import Chain, Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(now: datetime) -> None:
    """Nine entries of 拓然家苑 and three of 春和园."""
    for number in range(1, 10):
        tell("tuoran", number, now)
    for number in range(1, 4):
        tell("chunhe", number, now)


@pytest.fixture
def tampering(told: None) -> None:
    """The database's own guard is out of the way."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE journal_entry DISABLE TRIGGER journal_entry_stays")
        else:
            cursor.execute("DROP TRIGGER journal_entry_stays")


def tell(scope: str, number: int, now: datetime) -> None:
    details = {"prefix": "A", "组": ["咨询", number], "weight": 0.5, "big": 10**15, "none": None}
    subject = f"ticket:{number}"
    actions.record(
        scope=scope, actor="person:1", verb="ticket.taken", subject=subject, at=now, details=details, why="来办事"
    )


def faults(scope: str | None = None) -> list[tuple[str, int, str]]:
    return [(fault.scope, fault.seq, fault.kind) for fault in queries.verify(scope=scope)]


def entry(seq: int) -> Entry:
    return Entry.objects.get(scope="tuoran", seq=seq)


def test_a_whole_journal_has_no_fault(told: None) -> None:
    assert faults() == []
    assert [found.seq for found in queries.entries(scope="tuoran")] == list(range(9, 0, -1))
    assert [found.seq for found in queries.entries(scope="tuoran", subject="ticket:4")] == [4]


def test_an_empty_journal_is_whole() -> None:
    assert faults() == []


def test_an_entry_costs_three_statements(told: None, now: datetime) -> None:
    with CaptureQueriesContext(connection) as statements:
        tell("tuoran", 10, now)
    assert len(statements) == 3


def test_what_is_rolled_back_leaves_no_gap(told: None, now: datetime) -> None:
    with transaction.atomic():
        tell("tuoran", 10, now)
        transaction.set_rollback(True)
    tell("tuoran", 11, now)
    assert faults() == []
    assert entry(10).subject == "ticket:11"


@pytest.mark.parametrize(
    "change",
    [
        {"actor": "person:2"},
        {"verb": "ticket.left"},
        {"subject": "ticket:99"},
        {"details": {}},
        {"why": "别的"},
        {"at": datetime.fromisoformat("2026-11-24T10:41:00+08:00")},
        {"hash": "0" * 64},
        {"previous_hash": "0" * 64},
    ],
)
def test_a_changed_entry_is_found(tampering: None, change: dict[str, object]) -> None:
    Entry.objects.filter(scope="tuoran", seq=5).update(**change)
    assert ("tuoran", 5, "changed") in faults()
    assert faults("chunhe") == []


def test_an_entry_changed_and_sealed_anew_is_found(tampering: None) -> None:
    found = entry(5)
    found.actor = "person:2"
    seal_anew(found)
    assert faults() == [("tuoran", 6, "broken")]


def test_a_changed_and_newly_sealed_last_entry_is_found(tampering: None) -> None:
    found = entry(9)
    found.actor = "person:2"
    seal_anew(found)
    assert faults() == [("tuoran", 9, "changed")]


def test_a_removed_entry_is_found(tampering: None) -> None:
    entry(5).delete()
    assert faults() == [("tuoran", 5, "removed")]


def test_the_removed_first_entries_are_found(tampering: None) -> None:
    Entry.objects.filter(scope="tuoran", seq__lte=3).delete()
    assert faults() == [("tuoran", 1, "removed")]


def test_a_removed_end_is_found(tampering: None) -> None:
    Entry.objects.filter(scope="tuoran", seq__gte=8).delete()
    assert faults() == [("tuoran", 8, "truncated")]


def test_an_emptied_chain_is_found(tampering: None) -> None:
    Entry.objects.filter(scope="tuoran").delete()
    assert faults() == [("tuoran", 1, "truncated")]


def test_a_chain_without_its_head_is_found(tampering: None) -> None:
    Chain.objects.filter(scope="tuoran").delete()
    assert faults() == [("tuoran", 9, "removed")]


def test_an_entry_inserted_in_the_middle_is_found(tampering: None) -> None:
    for seq in range(9, 4, -1):
        Entry.objects.filter(scope="tuoran", seq=seq).update(seq=seq + 1)
    forged = entry(4)
    forged.pk, forged.seq, forged.previous_hash = None, 5, forged.hash
    seal_anew(forged)
    kinds = {(seq, kind) for _, seq, kind in faults()}
    assert (6, "changed") in kinds  # those pushed on no longer fit their numbers
    assert (10, "inserted") in kinds  # and there is one more than the chain counts


def test_an_entry_added_behind_the_end_is_found(tampering: None) -> None:
    forged = entry(9)
    forged.pk, forged.seq, forged.previous_hash = None, 10, forged.hash
    seal_anew(forged)
    assert faults() == [("tuoran", 10, "inserted")]


def test_entries_in_another_order_are_found(tampering: None) -> None:
    for old, new in [(5, -5), (6, 5), (-5, 6)]:
        Entry.objects.filter(scope="tuoran", seq=old).update(seq=new)
    assert {("tuoran", 5, "changed"), ("tuoran", 6, "changed")} <= set(faults())


def test_an_entry_moved_to_another_chain_is_found(tampering: None) -> None:
    Entry.objects.filter(scope="tuoran", seq=9).update(scope="chunhe", seq=4)
    assert {("tuoran", 9, "truncated"), ("chunhe", 4, "changed")} <= set(faults())


def test_the_database_refuses_to_change_an_entry(told: None) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Entry.objects.filter(scope="tuoran", seq=5).update(actor="person:2")
    if connection.vendor == "postgresql":
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            Entry.objects.filter(scope="tuoran", seq=5).delete()
    assert faults() == []


def test_the_command_says_that_all_is_well_and_prints_the_heads(told: None) -> None:
    out = StringIO()
    call_command("verify_journal", stdout=out)
    head = f"tuoran:9:{entry(9).hash}"
    assert out.getvalue().splitlines()[1:] == [head, "The journal is whole."]
    call_command("verify_journal", head=[head], stdout=out)


def test_the_command_names_each_fault_and_ends_with_1(tampering: None) -> None:
    entry(5).delete()
    Entry.objects.filter(scope="chunhe", seq=2).update(why="")
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("verify_journal", stdout=out)
    assert ended.value.code == 1
    assert out.getvalue().splitlines() == [
        "chunhe 2: changed: its content is not what was sealed",
        "tuoran 5: removed: entry 5 is missing",
        "The journal has 2 fault(s).",
    ]


def test_a_chain_rewritten_as_a_whole_is_found_by_a_head_kept_elsewhere(tampering: None) -> None:
    kept = f"tuoran:9:{entry(9).hash}"
    previous = ""
    for found in Entry.objects.filter(scope="tuoran").order_by("seq"):
        found.actor, found.previous_hash = "person:2", previous
        previous = seal_anew(found)
    Chain.objects.filter(scope="tuoran").update(last_hash=previous)
    assert faults() == []
    with pytest.raises(SystemExit):
        call_command("verify_journal", head=[kept], stdout=StringIO())
    with pytest.raises(CommandError):
        call_command("verify_journal", head=["nonsense"], stdout=StringIO())


def test_nobody_writes_it_in_the_administration(rf: RequestFactory) -> None:
    page = admin_site.get_model_admin(Entry)
    assert not page.has_add_permission(rf.get("/"))
    assert not page.has_change_permission(rf.get("/"))
    assert not page.has_delete_permission(rf.get("/"))


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_it_says_so(now: datetime) -> None:
    with pytest.raises(transaction.TransactionManagementError):
        tell("tuoran", 1, now)


def seal_anew(forged: Entry) -> str:
    from linli.community.journal.rules import sealing_hash

    fields = {name: getattr(forged, name) for name in queries.FIELDS if name != "hash"}
    forged.hash = sealing_hash(**fields)
    forged.save()
    return forged.hash


@pytest.mark.engine("sqlite")
def test_on_sqlite_too_no_entry_is_deleted(now: datetime) -> None:
    """The tests' own databases lack the trigger, because Django empties them with DELETE."""
    step = import_module("linli.community.journal.migrations.0003_refuse_deletion_too")
    with transaction.atomic():
        actions.record(scope="tuoran", actor="system", verb="v", subject="s", at=now)
    with connection.cursor() as cursor:
        cursor.execute(step.SQLITE)
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            Entry.objects.filter(scope="tuoran").delete()
        cursor.execute("DROP TRIGGER journal_entry_is_not_deleted")
    assert Entry.objects.filter(scope="tuoran").count() == 1
