"""The matching engine: pure Python and numpy, no Django, no database, no clock.

`docs/matching.md` states its guarantees, its inputs and its formula with a worked example.
"""

import os

# The engine makes its own blocks and threads. BLAS threads beside them fight for the same cores: a block of 1 000 x 500
# pairs took sixteen times as long with them. The library reads this when numpy is first imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
