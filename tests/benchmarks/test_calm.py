"""Which deliveries count as those of a calm machine: the rule of load/calm.h, fed with looks and flights by hand."""

import subprocess
from pathlib import Path

import pytest

from benchmarks.load import HERE, compiler

PROGRAM = r"""
#include <stdio.h>
#include "calm.h"
static const uint64_t MS = 1000000;
int main(int count, char **words) {
    int slow_at = atoi(words[count - 1]);
    for (int look = 0; look < 100; look++) { /* every 5 ms */
        seen.at[look] = (1000 + look * 5) * MS;
        seen.took[look] = look * 5 == slow_at ? 300 : 30;
        seen.paces++;
    }
    for (int flight = 0; flight < 100; flight++) { /* one after each look, of 2 ms, but 20 ms at the slow one */
        uint64_t from = (1000 + flight * 5) * MS;
        note_delivery(from, from + (flight * 5 == slow_at ? 20 : 2) * MS);
    }
    struct calm calm = calm_moments();
    printf("%.2f %.1f %.1f %.0f %.0f", calm.share, calm.p50_ms, calm.p99_ms, calm.machine_p50_us, calm.machine_p99_us);
}
"""


@pytest.mark.skipif(compiler() is None, reason="no C compiler")
@pytest.mark.parametrize(("slow_at", "told"), [(-1, "1.00 2.0 2.0 30 30"), (200, "0.87 2.0 2.0 30 300")])
def test_what_flew_in_a_slow_moment_or_shortly_after_it_is_left_out(tmp_path: Path, slow_at, told):
    (tmp_path / "calm.c").write_text(PROGRAM, encoding="utf-8")
    subprocess.run([compiler(), "-I", HERE, "-o", tmp_path / "calm", tmp_path / "calm.c"], check=True)
    done = subprocess.run([tmp_path / "calm", str(slow_at)], check=True, capture_output=True, text=True)
    assert done.stdout == told
