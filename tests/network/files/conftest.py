"""A use of files for these tests: whoever is named in READERS may open what belongs to something."""

import pytest

READERS: dict[object, bool | str] = {}


def may_read(user, file) -> bool | str:
    """The owner of the purpose `test`."""
    return READERS.get(user.pk, False)


@pytest.fixture
def readers(settings, tmp_path) -> dict:
    """Who may open attached files of the purpose `test`, which are kept in a folder of this test."""
    options = {"location": tmp_path / "kept", "file_permissions_mode": 0o600}
    settings.STORAGES = settings.STORAGES | {"private": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options}}
    settings.FILE_OWNERS = {"test": "tests.network.files.conftest.may_read"}
    READERS.clear()
    return READERS


@pytest.fixture
def kept(tmp_path):
    """How many contents the storage has."""
    return lambda: sum(path.is_file() for path in (tmp_path / "kept").rglob("*"))
