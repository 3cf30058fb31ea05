"""One task of `replicate`: a lesson, run as a script with one seed, in a fresh single-threaded process."""

import re
import subprocess
import sys
import threading
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from course.catalogue import code_digest
from course.settings import ROOT, environment

GUARD = Path(__file__).with_name("guard.py")
ONE_THREAD = {
    name: "1"
    for name in (
        "OMP_NUM_THREADS",
        "OPENBLAS_NUM_THREADS",
        "MKL_NUM_THREADS",
        "VECLIB_MAXIMUM_THREADS",
        "TF_NUM_INTRAOP_THREADS",
        "TF_NUM_INTEROP_THREADS",
    )
}

_running = {}  # process: its batch
_stopped = set()  # batches that are to end
_lock = threading.Lock()


def run(batch: str, lesson: str, code_sha256: str, seed: int, data: str) -> dict:
    """Runs a lesson once and returns {"record" or "failure": …, "seconds": …}.

    batch: a name for all tasks of one call of `replicate`, by which `stop` finds them. lesson: the script's
    path, absolute or from the root of the clone. code_sha256: the digest that its code must have here.
    data: "mnist" or "builtin". The record is the text that the lesson wrote; a failure is one sentence.
    """
    started = time.monotonic()
    failure = out_of_step(lesson, code_sha256)
    record = None
    if not failure:
        # A directory of its own, so that tasks side by side don't write over each other's files.
        with TemporaryDirectory(prefix="replicate-", ignore_cleanup_errors=True) as directory:
            written = Path(directory) / "record.json"
            env = environment(data=data, seed=seed, threads=1, record=written) | ONE_THREAD
            env |= {"MPLBACKEND": "Agg", "PYTHONHASHSEED": "0"}
            env.pop("COURSE_STRICT", None)  # a verdict that is missed is a result
            code, errors = _guarded(batch, ROOT / lesson, env, Path(directory))
            if code:
                failure = last_words(errors) or f"it ended with exit code {code} and without a word"
            elif not written.is_file():
                failure = "it wrote no record: run.report() is missing"
            else:
                record = written.read_text(encoding="utf-8")
    outcome = {"failure": failure} if failure else {"record": record}
    return outcome | {"seconds": time.monotonic() - started}


def stop(batch: str) -> None:
    """Ends the batch's tasks in this process, and lets no more of them begin."""
    with _lock:
        _stopped.add(batch)
        for process, of_batch in _running.items():
            if of_batch == batch:
                process.stdin.close()


def out_of_step(lesson: str, code_sha256: str) -> str:
    """Returns what is wrong with this machine's copy of a lesson, "" if it has the code that is expected."""
    path = ROOT / lesson
    if not path.is_file():
        return f"there is no {path}"
    if code_digest(path.read_text(encoding="utf-8")) != code_sha256:
        return f"the code of {path} is not the one that replicate started with"
    return ""


def last_words(errors: str) -> str:
    """Returns the line of a script's standard error that says what went wrong, "" if there is none."""
    before, traceback, after = errors.rpartition("Traceback (most recent call last):\n")
    lines = [line for line in after.splitlines() if line.strip()]
    if traceback:  # a message may have several lines; its first one follows the indented ones
        lines = [line for line in lines if not line[0].isspace()][:1]
    return re.sub(r"^[\w.]*\bDataError: ", "", lines[-1].strip()) if lines else ""


def _guarded(batch, script, env, directory):
    """Runs a script under guard.py; returns its exit code and what it wrote to standard error."""
    errors = directory / "errors.txt"
    with errors.open("wb") as stream:
        with _lock:
            if batch in _stopped:
                return 1, "it was stopped"
            process = subprocess.Popen(
                [sys.executable, "-I", str(GUARD), str(script)],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=stream,
                env=env,
                cwd=directory,
            )
            _running[process] = batch
        try:
            code = process.wait()
        finally:
            with _lock:
                del _running[process]
                process.stdin.close()
    return code, errors.read_text(encoding="utf-8", errors="replace")
