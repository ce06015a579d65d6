"""A place of its own for what is kept, and nothing held from before."""

import pytest

from mentoring.matching.matrix import keeping


@pytest.fixture(autouse=True)
def own_place(settings, tmp_path):
    settings.MATRIX_ROOT = tmp_path / "matrix"
    keeping.forget()
    yield settings.MATRIX_ROOT
    keeping.forget()
