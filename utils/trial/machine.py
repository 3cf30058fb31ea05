"""What a run depends on besides its seed: versions and processor."""

import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

VERSIONED = ("numpy", "keras", "tensorflow")


def versions() -> dict[str, str]:
    """Return the versions that a run depends on, by name."""
    found = {"python": platform.python_version()}
    for name in VERSIONED:
        try:
            found[name] = version(name)
        except PackageNotFoundError:  # Linux has tensorflow-cpu, conda and macOS have tensorflow
            found[name] = version(f"{name}-cpu")
    return found


def processor() -> str:
    """Return the processor's name as far as the system tells it."""
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.is_file():
        for line in cpuinfo.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()
