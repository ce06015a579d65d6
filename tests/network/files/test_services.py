"""Files from being put there to being gone, and who may open them on the way."""

import io
import socket
import threading
from datetime import timedelta

import pytest

from network.core import clock
from network.core.errors import Conflict, Invalid, NotVisible
from network.core.models import uuid7
from network.files import queries, scanning, services, sweeping
from network.files.models import File
from network.files.unfit import Unfit
from tests.network.files import samples

pytestmark = pytest.mark.django_db


def put(by, content: bytes = samples.PDF, name: str = "plan.pdf", **words) -> File:
    return services.upload(by=by, purpose="test", content=io.BytesIO(content), name=name, **words)


def test_a_file_is_kept_under_a_key_that_tells_nothing(founder, readers, tmp_path):
    file = put(founder, name="C:\\Salainen suunnitelma.pdf")
    assert (file.name, file.content_type, file.size, file.state) == ("Salainen suunnitelma.pdf", "application/pdf", len(samples.PDF), "ready")
    [path] = [path for path in (tmp_path / "kept").rglob("*") if path.is_file()]
    assert path.read_bytes() == samples.PDF
    assert path.stat().st_mode & 0o077 == 0
    assert not set("suunnitelma") <= set(path.name)
    assert str(founder.pk) not in str(path)


@pytest.mark.parametrize(("content", "name"), [(b"", "empty.pdf"), (samples.EXE, "plan.pdf"), (samples.bomb(), "a.png"), (samples.lying(), "a.docx")])
def test_what_is_refused_leaves_nothing_behind(founder, readers, kept, content, name):
    with pytest.raises(Unfit):
        put(founder, content, name)
    assert not File.objects.exists()
    assert kept() == 0


def test_more_than_the_limit_is_refused_with_both_figures(founder, readers, settings):
    settings.FILE_BYTES = 2_000_000
    with pytest.raises(Unfit) as refused:
        put(founder, samples.PDF + b"\n" * 4_000_000)
    assert "has 4 MB; at most 2 MB" in str(refused.value.errors["file"][0])


def test_a_use_takes_its_own_kinds_only(founder, readers, settings):
    settings.FILE_GROUPS = {"test": ("pictures",)}
    with pytest.raises(Unfit, match="needs a change"):
        put(founder)
    assert put(founder, samples.picture("PNG"), "a.png").is_picture
    with pytest.raises(Invalid):
        services.upload(by=founder, purpose="no-such-use", content=io.BytesIO(samples.PDF), name="a.pdf")


def test_files_that_belong_to_nothing_are_bounded(founder, readers, monkeypatch):
    monkeypatch.setattr(services, "MOST_WAITING", 2)
    put(founder)
    put(founder)
    with pytest.raises(Unfit):
        put(founder)


def test_until_it_is_attached_a_file_is_its_owners_alone_then_the_area_decides(founder, mentor, outsider, admin, readers):
    file, thing = put(founder), uuid7()
    assert queries.file_for(founder, file.pk).name == "plan.pdf"
    for other in (mentor, outsider, admin):
        with pytest.raises(NotVisible):
            queries.file_for(other, file.pk)
    services.attach(files=[file.pk], by=founder, purpose="test", subject=thing)
    readers |= {mentor.pk: True, outsider.pk: "File 1.pdf"}
    assert queries.file_for(mentor, file.pk).name == "plan.pdf"
    assert queries.file_for(outsider, file.pk).name == "File 1.pdf"
    for other in (founder, admin):
        with pytest.raises(NotVisible):
            queries.file_for(other, file.pk)


def test_only_ones_own_ready_files_are_attached_and_once(founder, mentor, readers):
    file, thing = put(founder), uuid7()
    for wrong in ({"by": mentor}, {"purpose": "other"}, {"files": [uuid7()]}, {"groups": ("pictures",)}):
        with pytest.raises(Invalid):
            services.attach(**({"files": [file.pk], "by": founder, "purpose": "test", "subject": thing} | wrong))
    for _again in range(2):
        assert services.attach(files=[file.pk], by=founder, purpose="test", subject=thing) == [file]
    with pytest.raises(Conflict):
        services.attach(files=[file.pk], by=founder, purpose="test", subject=uuid7())
    with pytest.raises(Conflict):
        services.take_back(file=file, by=founder)
    assert list(queries.files_of([thing])) == [file]


def test_erased_and_left_behind_files_leave_the_storage(founder, readers, kept):
    readers[founder.pk] = True
    stays, erased, left, fresh = put(founder), put(founder, samples.picture(), "a.jpg"), put(founder), put(founder)
    for file in (stays, erased):
        services.attach(files=[file.pk], by=founder, purpose="test", subject=uuid7())
    services.erase(files=[erased])
    with pytest.raises(NotVisible):
        queries.file_for(founder, erased.pk)
    File.objects.filter(pk=left.pk).update(created_at=clock.now() - timedelta(hours=25))
    assert kept() == 5  # of the picture two
    assert [sweeping.sweep(), sweeping.sweep()] == [2, 0]
    assert kept() == 2
    assert set(File.objects.filter(removed_at=None)) == {stays, fresh}
    with pytest.raises(Invalid):
        services.attach(files=[left.pk], by=founder, purpose="test", subject=uuid7())


def found_by(pieces) -> str | None:
    """A scanner."""
    return "Eicar-Test" if b"EICAR" in b"".join(pieces) else None


def test_nobody_opens_a_file_before_the_check_is_through(founder, readers, settings, client):
    settings.FILE_SCANNER = f"{__name__}.found_by"
    client.force_login(founder)
    good, bad = put(founder), put(founder, b"EICAR", "a.txt")
    assert {good.state, bad.state} == {"checking"}
    assert client.get(f"/files/{good.pk}/").status_code == 409
    assert scanning.check_waiting() == 2
    assert client.get(f"/files/{good.pk}/").status_code == 200
    refused = client.get(f"/files/{bad.pk}/")
    assert refused.status_code == 409
    assert "Viruskontrollen" in refused.content.decode()
    with pytest.raises(Invalid):
        services.attach(files=[bad.pk], by=founder, purpose="test", subject=uuid7())


class Clamd:
    """A small clamd: takes INSTREAM, finds EICAR."""

    def __init__(self) -> None:
        self.door = socket.create_server(("127.0.0.1", 0))
        self.address = "clamd://{}:{}".format(*self.door.getsockname())
        self.heard = b""
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self) -> None:
        while True:
            try:
                line, _from = self.door.accept()
            except OSError:
                return
            with line, line.makefile("rb") as said:
                assert said.read(10) == b"zINSTREAM\0"
                content = b""
                while length := int.from_bytes(said.read(4), "big"):
                    content += said.read(length)
                self.heard = content
                line.sendall(b"stream: Win.Test.EICAR FOUND\0" if b"EICAR" in content else b"stream: OK\0")


def test_a_clamd_is_asked_and_waited_for(founder, readers, settings):
    server = Clamd()
    settings.FILE_SCANNER = server.address
    good, bad = put(founder, b"words " * 40_000, "a.txt"), put(founder, b"EICAR", "b.txt")
    assert scanning.check(pk=good.pk)
    assert server.heard == b"words " * 40_000
    assert scanning.check(pk=bad.pk)
    server.door.close()
    settings.FILE_SCANNER = "clamd://127.0.0.1:9"  # nobody answers there
    later = put(founder)
    assert not scanning.check(pk=later.pk)
    for file in (good, bad, later):
        file.refresh_from_db()
    assert (good.state, bad.state, bad.reason, later.state) == ("ready", "refused", "Win.Test.EICAR", "checking")
