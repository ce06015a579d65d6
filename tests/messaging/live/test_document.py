"""The frames' page and the API's row are what the code says."""

from dataclasses import fields

from django.conf import settings

from messaging.api import MessageSerializer
from messaging.live import document, frames
from messaging.rows import Row


def test_docs_are_made_from_the_frames():
    assert (settings.BASE_DIR / "docs" / "live.md").read_text() == document.page(), "run: manage.py document_live"


def test_one_shape_for_page_api_and_socket():
    frame = {field.name for field in fields(frames.Message)}
    assert frame == set(Row.__annotations__) == set(MessageSerializer().fields)
