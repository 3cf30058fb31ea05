"""Time and memory of the built-in handwriting: 70,000 digits on one core. Run by hand:

    python3 tests/benchmarks/bench_handwriting.py

in the project's environment. A fresh process draws them, so that the memory is the generator's own.
"""

import subprocess
import sys

BAR_SECONDS, BAR_BYTES = 15, 1e9
DRAW = """
import time, psutil
from utils.images import handwriting
began = time.perf_counter()
x, y = handwriting.digits(70000, 1)
seconds = time.perf_counter() - began
memory = psutil.Process().memory_info()
print(seconds, getattr(memory, "peak_wset", 0) or peak())
"""
PEAK = """
def peak():
    import resource, sys
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else 1024 * most
"""


def main():
    done = subprocess.run([sys.executable, "-c", PEAK + DRAW], capture_output=True, text=True, check=True)
    seconds, most = (float(number) for number in done.stdout.split())
    print(f"70,000 digits: {seconds:.1f} s (asked: {BAR_SECONDS}), at most {most / 1e6:.0f} MB (asked: 1000)")
    return 0 if seconds <= BAR_SECONDS and most <= BAR_BYTES else 1


if __name__ == "__main__":
    sys.exit(main())
