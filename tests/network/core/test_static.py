"""The collected files, as the demo and production serve them: what one file names is there under its hashed name."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import FileSystemStorage

from network.core.static import Storage

SOURCE = Path(settings.BASE_DIR) / "frontend/static"
IMPORTS = re.compile(r"""(?:from|import)\s*\(?["'](\.[^"']+)["']""")


@pytest.fixture
def collected(tmp_path: Path, settings) -> Path:
    """Our own scripts, collected as `collectstatic` does."""
    settings.STATIC_ROOT = str(tmp_path)
    storage, source = Storage(location=str(tmp_path), base_url="/static/"), FileSystemStorage(str(SOURCE))
    names = [str(path.relative_to(SOURCE)) for path in SOURCE.rglob("*.js")]
    for name in names:
        with source.open(name) as file:
            storage.save(name, file)
    failed = [outcome for _name, _hashed, outcome in storage.post_process({name: (source, name) for name in names}) if isinstance(outcome, Exception)]
    assert not failed
    return tmp_path


def test_imports_of_scripts_lead_to_collected_files(collected):
    scripts = list(collected.rglob("*.js"))
    imports = [(script, name) for script in scripts for name in IMPORTS.findall(script.read_text())]

    assert len(imports) >= 8
    assert [(script.name, name) for script, name in imports if not (script.parent / name).is_file()] == []
