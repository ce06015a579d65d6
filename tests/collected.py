"""Our own static files as `collectstatic` leaves them in the demo and in the image: lean, hashed, compressed."""

from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.test import override_settings

from network.core.static import Storage

SOURCE = Path(settings.BASE_DIR) / "frontend/static"


def collect(folder: Path) -> Path:
    """The folder, with our own static files collected into it."""
    storage, source = Storage(location=str(folder), base_url="/static/"), FileSystemStorage(str(SOURCE))
    names = [str(path.relative_to(SOURCE)) for path in SOURCE.rglob("*") if path.is_file()]
    with override_settings(STATIC_ROOT=str(folder)):
        for name in names:
            with source.open(name) as file:
                storage.save(name, file)
        outcomes = list(storage.post_process({name: (source, name) for name in names}))
    assert not [outcome for _name, _hashed, outcome in outcomes if isinstance(outcome, Exception)]
    return folder
