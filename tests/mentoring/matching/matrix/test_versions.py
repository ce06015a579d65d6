"""What is seen when: a read after a commit sees it, whatever else is in flight; nobody sees what was not committed."""

import os
import threading
from contextlib import contextmanager

import psycopg
import pytest
from django.db import close_old_connections, connection, transaction

from mentoring.matching.matrix import changes, files, keeping
from mentoring.matching.matrix.keeping import matrix_of, name_of
from mentoring.matching.models import MentorChange
from mentoring.profiles.models import MentorPause
from network.core import clock
from tests.world import mentor_profile, person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]


@contextmanager
def beside():
    """A connection of its own to the same database, in a transaction that ends when it is told to."""
    found = connection.settings_dict
    address = {"host": found["HOST"], "port": found["PORT"], "user": found["USER"], "password": found["PASSWORD"], "dbname": found["NAME"]}
    with psycopg.connect(**{key: value for key, value in address.items() if value}) as other:
        yield other


def paused(programme) -> set[str]:
    matrix = matrix_of(programme)
    return {key for key, is_paused in zip(matrix.keys, matrix.arrays["paused"], strict=True) if is_paused}


def pause(other, profile) -> None:
    other.execute(
        """INSERT INTO mentoring_mentorpause (id, created_at, profile_id, starts_on, reason, kind, yearly)
           VALUES (gen_random_uuid(), now(), %s, %s, '', 'other', false)""",
        [profile.pk, clock.today()],
    )


def file_of(programme):
    return files.path_of(changes.seen().database, name_of(programme))


def test_change_in_flight_is_seen_with_its_commit_and_not_before(programme, mentor, mentor2):
    one, two = mentor.mentor_profile, mentor2.mentor_profile
    assert paused(programme) == set()
    with beside() as first, beside() as second:
        pause(first, one)  # takes its number first, and commits last
        pause(second, two)
        assert paused(programme) == set()
        second.commit()
        assert paused(programme) == {str(two.pk)}
        kept = files.read(file_of(programme))
        assert kept.arrays["paused"].sum() == 1  # the next version is published while the other change is in flight
        first.commit()
        assert paused(programme) == {str(one.pk), str(two.pk)}
        keeping.forget()
        assert paused(programme) == {str(one.pk), str(two.pk)}


def test_change_that_commits_while_the_matrix_is_made_is_seen_next_time(programme, mentor, mentor2, monkeypatch):
    original = keeping.gathered
    with beside() as other:
        pause(other, mentor.mentor_profile)

        def meanwhile(*args, **kwargs):
            found = original(*args, **kwargs)
            other.commit()
            return found

        monkeypatch.setattr(keeping, "gathered", meanwhile)
        assert paused(programme) == set()
        monkeypatch.setattr(keeping, "gathered", original)
        assert paused(programme) == {str(mentor.mentor_profile.pk)}


def test_what_a_transaction_wrote_is_seen_by_it_alone_and_never_kept(programme, mentor, mentor2):
    profile = mentor.mentor_profile
    before = file_of(programme)
    with transaction.atomic():
        MentorPause.objects.create(profile=profile, starts_on=clock.today())
        assert paused(programme) == {str(profile.pk)}
        assert not before.exists()
        transaction.set_rollback(True)
    assert paused(programme) == set()
    assert not files.read(before).arrays["paused"].any()
    with transaction.atomic():
        MentorPause.objects.create(profile=profile, starts_on=clock.today())
        assert paused(programme) == {str(profile.pk)}  # with a matrix that is held
        transaction.set_rollback(True)
    assert paused(programme) == set()
    assert not files.read(before).arrays["paused"].any()


def test_two_who_make_it_at_once_do_no_harm(programme, mentor, mentor2):
    found, failed, ready = [], [], threading.Barrier(4)

    def work():
        try:
            ready.wait()
            found.append(list(matrix_of(programme).keys))
        except Exception as error:  # noqa: BLE001 -- told by the test
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    close_old_connections()
    assert not failed
    assert len(found) == 4
    assert all(keys == found[0] and len(keys) == 2 for keys in found)
    assert [path.name for path in file_of(programme).parent.glob("*matrix")] == [file_of(programme).name]


def test_who_cannot_publish_serves_all_the_same(programme, mentor, mentor2):
    matrix_of(programme)
    with files.locked(file_of(programme), wait=0) as mine:
        assert mine
        mentor_profile(person("Third One", country="SE"), programme)
        assert len(matrix_of(programme)) == 3
        assert len(files.read(file_of(programme))) == 2
    assert len(matrix_of(programme)) == 3
    assert len(files.read(file_of(programme))) == 3


@pytest.mark.parametrize("spoil", ["gone", "cut", "foreign", "empty", "folder"])
def test_file_that_is_none_is_made_anew(programme, mentor, mentor2, spoil):
    right = list(matrix_of(programme).keys)
    path = file_of(programme)
    whole = path.read_bytes()
    path.unlink()
    if spoil == "folder":
        path.mkdir()
    elif spoil != "gone":
        path.write_bytes({"cut": whole[: len(whole) - 40], "foreign": b"x" + whole[1:], "empty": b""}[spoil])
    keeping.forget()
    assert list(matrix_of(programme).keys) == right
    if spoil != "folder":  # nothing takes its place: it is served, and not kept
        assert path.read_bytes()[:100] == whole[:100] or files.read(path) is not None
    assert list(matrix_of(programme).keys) == right


def test_versions_too_old_and_of_other_databases_are_not_followed(programme, mentor):
    seen = changes.seen()
    old = changes.Version(seen.version.snapshot, seen.version.at - changes.GOOD.total_seconds() - 1)
    later = changes.Version(f"{seen.version.next + 9}:{seen.version.next + 9}:", seen.version.at)
    assert seen.follows(seen.version)
    assert not seen.follows(old)
    assert not seen.follows(later)
    assert files.path_of(seen.database, "x") != files.path_of(seen.database + "2", "x")


def test_lines_and_files_that_are_old_are_swept_away(programme, mentor):
    matrix_of(programme)
    keeping.freshen()
    path = file_of(programme)
    assert path.exists()
    MentorChange.objects.update(at=clock.real_now() - changes.KEPT * 2)
    long_ago = path.stat().st_mtime - changes.GOOD.total_seconds() - 60
    os.utime(path, (long_ago, long_ago))
    keeping.freshen()
    assert not MentorChange.objects.exists()
    assert not path.exists()
