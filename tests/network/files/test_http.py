"""Files over HTTP: how they come in, how they go out, and bodies that are too large to be read."""

import asyncio
import io
import json

import pytest
from django.conf import settings as site
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from rest_framework.test import APIClient

from frontend.middleware import DomainErrorMiddleware
from network.core.models import uuid7
from network.core.oversize import MARK, Bounded
from network.files import services
from network.files.models import File
from tests.network.files import samples


@pytest.fixture
def api(founder, readers) -> APIClient:
    made = APIClient()
    made.force_authenticate(founder)
    return made


def post(api: APIClient, content: bytes, name: str, purpose: str = "test"):
    return api.post("/api/v1/files/", {"purpose": purpose, "file": SimpleUploadedFile(name, content)}, format="multipart")


@pytest.mark.django_db
def test_a_file_goes_in_and_comes_out_as_it_was(api, client, founder):
    answer = post(api, samples.PDF, "Työsuunnitelma ŋ.pdf")
    assert answer.status_code == 201, answer.data
    assert answer.data["name"] == "Työsuunnitelma ŋ.pdf"
    client.force_login(founder)
    for page in (api.get(f"/api/v1/files/{answer.data['id']}/content/"), client.get(f"/files/{answer.data['id']}/", headers={"Accept-Encoding": "gzip"})):
        assert b"".join(page.streaming_content) == samples.PDF
        assert page["Content-Type"] == "application/pdf"
        assert page["Content-Length"] == str(len(samples.PDF))
        assert page["Content-Disposition"].startswith("attachment; filename*=utf-8''Ty%C3%B6suunnitelma")
        assert page["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in page["Content-Security-Policy"]
        assert "script" not in page["Content-Security-Policy"]
        assert page["Cache-Control"].startswith("private")
    again = client.get(f"/files/{answer.data['id']}/", headers={"If-None-Match": page["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert api.delete(f"/api/v1/files/{answer.data['id']}/").status_code == 204
    assert api.get(f"/api/v1/files/{answer.data['id']}/").status_code == 404


@pytest.mark.django_db
def test_a_picture_is_shown_in_the_page_and_has_a_small_one(api, client, founder):
    answer = post(api, samples.with_place(), "katu.jpg")
    assert (answer.data["width"], answer.data["height"]) == (40, 60)
    client.force_login(founder)
    assert client.get(f"/files/{answer.data['id']}/")["Content-Disposition"].startswith("inline")
    small = client.get(f"/files/{answer.data['id']}/preview/")
    assert (small.status_code, small["Content-Type"]) == (200, "image/webp")
    assert api.get(f"/api/v1/files/{post(api, samples.PDF, 'a.pdf').data['id']}/preview/").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "name"),
    [(samples.EXE, "plan.pdf"), (b"", "empty.pdf"), (samples.bomb(), "a.png"), (b"<svg/>", "a.svg"), (samples.lying(), "a" * 4_000 + "\u202e.docx")],
)
def test_a_bad_file_is_refused_beside_its_field(api, content, name):
    answer = post(api, content, name)
    assert (answer.status_code, answer.data["code"], list(answer.data["errors"])) == (400, "unfit-file", ["file"])


@pytest.mark.django_db
def test_what_is_no_upload_is_refused(api):
    assert api.post("/api/v1/files/", {"purpose": "test"}, format="json").status_code == 415
    assert set(api.post("/api/v1/files/", {"purpose": "test", "file": "text"}, format="multipart").data["errors"]) == {"file"}
    assert set(post(api, samples.PDF, "a.pdf", purpose="x").data["errors"]) == {"purpose"}
    assert set(post(api, samples.PDF, "a.pdf", purpose="a\x00").data["errors"]) == {"purpose"}
    assert api.get("/api/v1/files/01a20017-1e83-7024-a3e8-1046cc8b223/").status_code == 404


@pytest.mark.django_db
def test_a_file_is_not_told_to_others(founder, mentor, outsider, admin, readers, client):
    file = services.upload(by=founder, purpose="test", content=io.BytesIO(samples.picture()), name="a.jpg")
    services.attach(files=[file.pk], by=founder, purpose="test", subject=uuid7())
    readers[mentor.pk] = True
    addresses = [f"/files/{file.pk}/", f"/files/{file.pk}/preview/", *(f"/api/v1/files/{file.pk}/{part}" for part in ("", "content/", "preview/"))]
    for person, status in ((mentor, 200), (outsider, 404), (admin, 404), (founder, 404)):
        client.force_login(person)
        assert {client.get(address).status_code for address in addresses} == {status}
    client.logout()
    assert [client.get(address).status_code for address in addresses] == [302, 302, 401, 401, 401]
    assert client.get(f"{site.MEDIA_URL}{file.key}").status_code == 404
    File.objects.filter(pk=file.pk).update(key="away")
    client.force_login(mentor)
    assert client.get(addresses[0]).status_code == 404  # a storage that lost it is no fault of the page's


class Asked:
    """A client that sends pieces and keeps what is answered."""

    def __init__(self, pieces: int, *headers: tuple[bytes, bytes], piece: bytes = b"x" * 1_000_000) -> None:
        self.left, self.piece, self.read, self.sent = pieces, piece, 0, []
        self.gone = asyncio.Event()
        self.scope = {"type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "path": "/api/v1/files/", "raw_path": b"",
                      "query_string": b"", "headers": [(b"host", b"127.0.0.1"), (b"content-type", b"multipart/form-data; boundary=x"), *headers]}  # fmt: skip

    async def receive(self) -> dict:
        if self.left:
            self.left, self.read = self.left - 1, self.read + 1
            return {"type": "http.request", "body": self.piece, "more_body": self.left > 0}
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: dict) -> None:
        self.sent.append(message)

    @property
    def status(self) -> int:
        return self.sent[0]["status"]

    @property
    def body(self) -> bytes:
        return b"".join(message.get("body", b"") for message in self.sent)


async def test_a_request_that_declares_200_mb_is_refused_before_a_byte_is_read():
    from network.asgi import http

    client = Asked(200, (b"content-length", b"200000000"), (b"accept-language", b"fi"))
    client.left, client.read = 0, 0  # nothing comes: whoever waited for it would wait for ever
    await asyncio.wait_for(http(client.scope, client.receive, client.send), 30)
    assert client.status == 413
    assert b"problem" in dict(client.sent[0]["headers"])[b"Content-Type"]
    told = json.loads(client.body)
    assert (told["code"], told["limit"]) == ("too-large", site.REQUEST_BYTES)
    assert "64 Mt" in told["detail"]
    assert "10 Mt" in told["detail"]


@pytest.mark.django_db
def test_a_page_that_is_sent_200_mb_tells_the_limit_in_the_readers_language(rf):
    request = rf.post("/applications/")
    request.scope = {MARK: True}
    with translation.override("nb"):
        page = DomainErrorMiddleware(lambda request: pytest.fail("its body was not read"))(request)
    assert page.status_code == 413
    assert "høyst 64 MB går om gangen, og høyst 10 MB i én fil" in page.content.decode()


async def test_a_request_that_declares_nothing_is_refused_as_soon_as_it_is_too_much():
    taken = 0

    async def inner(scope, receive, send) -> None:
        nonlocal taken
        while True:
            message = await receive()
            taken += len(message.get("body", b""))
            if not message.get("more_body"):
                break
        await send({"type": "http.response.start", "status": 413 if scope.get("northbridge.too_large") else 200, "headers": []})

    for pieces, status in ((10, 413), (3, 200)):
        taken, client = 0, Asked(pieces, (b"transfer-encoding", b"chunked"))
        await Bounded(inner, 3_000_000)(client.scope, client.receive, client.send)
        assert client.status == status
        assert taken == 3_000_000


async def test_a_request_with_an_odd_length_is_refused():
    client = Asked(0, (b"content-length", b"-1"))

    async def inner(scope, receive, send) -> None:
        await send({"type": "http.response.start", "status": 413 if scope.get("northbridge.too_large") else 200, "headers": []})

    await Bounded(inner, 10)(client.scope, client.receive, client.send)
    assert client.status == 413
