import os
import subprocess
import sys
from pathlib import Path

import gapmap

SCRIPT = """
from gapmap.text.one_thread import one_thread
with one_thread():
    import scipy.linalg, sklearn.cluster, sklearn.metrics
    from threadpoolctl import threadpool_info
    print(*{pool["num_threads"] for pool in threadpool_info()})
"""


def test_libraries_that_are_first_used_inside_keep_to_one_thread():
    several = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "2")
    source = str(Path(gapmap.__file__).parents[1])
    told = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env={**os.environ, **several, "PYTHONPATH": source},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.split() == ["1"]
