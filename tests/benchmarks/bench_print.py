"""Counts what is cut off at the right when handouts are printed, in A4 and Letter: code cells, outputs, tables.

    python tests/benchmarks/bench_print.py                   every lesson, its code not executed (half a minute)
    python tests/benchmarks/bench_print.py build/*.html      pages that `course run` has made, outputs included
    python tests/benchmarks/bench_print.py --pdf build/pdf   the same, and each page as PDF, to look at

Chromium lays each page out as wide as the paper's text. Whatever reaches beyond the right edge of the page, or of
something around it that hides what overflows, is cut. Ends with code 1 if anything is. Needs Chromium.
"""

import argparse
import base64
import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import websocket

from course import catalogue
from course.publish import editions, handout

MILLIMETRE = 96 / 25.4  # in the browser's pixels
MARGIN = 15  # millimetres, left and right, as in handout.css
PAPERS = {"A4": (210, 297), "Letter": (215.9, 279.4)}  # millimetres
KINDS = {
    "code cells": ".jp-CodeCell .jp-InputArea-editor",
    "outputs": ".jp-OutputArea-output",
    "tables": ".jp-RenderedHTMLCommon table",
}
OPTIONS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--remote-debugging-port=0",
    "--remote-allow-origins=*",
]
CUT = """
(selector => {
  const boxes = [...document.querySelectorAll(selector)];
  const cut = boxes.filter(box => {
    const range = document.createRange();
    range.selectNodeContents(box);
    const right = Math.max(0, ...[...range.getClientRects()].map(place => place.right));
    const edges = [document.documentElement.clientWidth];
    for (let around = box; around; around = around.parentElement) {
      if (getComputedStyle(around).overflowX !== "visible") edges.push(around.getBoundingClientRect().right);
    }
    return right > Math.min(...edges) + 1;
  });
  return [cut.length, boxes.length, cut.slice(0, 3).map(box => box.innerText.trim().slice(0, 60))];
})
"""


class Browser:
    """Chromium without a window, spoken to in the DevTools protocol."""

    def __init__(self, profile: Path) -> None:
        program = shutil.which("chromium") or shutil.which("google-chrome")
        if program is None:
            raise SystemExit("This needs Chromium: install the package chromium, or put it on the PATH.")
        command = [program, *OPTIONS, f"--user-data-dir={profile}", "about:blank"]
        self.process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        port_file, deadline = profile / "DevToolsActivePort", time.monotonic() + 60
        while not port_file.is_file() or not port_file.read_text().strip():
            if time.monotonic() > deadline:
                raise SystemExit("Chromium didn't start within a minute.")
            time.sleep(0.1)
        port = port_file.read_text().split()[0]
        with urlopen(f"http://127.0.0.1:{port}/json/list") as answer:
            pages = [page for page in json.load(answer) if page["type"] == "page"]
        self.socket = websocket.create_connection(pages[0]["webSocketDebuggerUrl"], timeout=120)
        self.sent = 0

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Return what Chromium answers to one call."""
        self.sent += 1
        self.socket.send(json.dumps({"id": self.sent, "method": method, "params": parameters}))
        while True:
            message = json.loads(self.socket.recv())
            if message.get("id") == self.sent:
                if "error" in message:
                    raise RuntimeError(f"{method}: {message['error']['message']}")
                return message["result"]

    def evaluate(self, expression: str) -> Any:
        """Return the value of a JavaScript expression on the page."""
        return self.call("Runtime.evaluate", expression=expression, returnByValue=True)["result"].get("value")

    def open(self, page: Path) -> None:
        """Show a page, laid out as for print."""
        self.call("Emulation.setEmulatedMedia", media="print")
        self.call("Page.navigate", url=page.resolve().as_uri())
        while not (
            self.evaluate("document.readyState") == "complete"
            and self.evaluate("location.href") == page.resolve().as_uri()
        ):
            time.sleep(0.05)
        self.evaluate("dispatchEvent(new Event('beforeprint'))")

    def set_width(self, millimetres: float) -> None:
        """Lay the page out this wide."""
        width = int(millimetres * MILLIMETRE)
        self.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=1000, deviceScaleFactor=1, mobile=False
        )

    def pdf(self, paper: str) -> bytes:
        """Return the page as PDF."""
        width, height = (side / 25.4 for side in PAPERS[paper])
        answer = self.call(
            "Page.printToPDF",
            paperWidth=width,
            paperHeight=height,
            preferCSSPageSize=False,
            printBackground=True,
        )
        return base64.b64decode(answer["data"])

    def close(self) -> None:
        """End Chromium."""
        self.socket.close()
        self.process.terminate()
        self.process.wait(30)


def measure(browser: Browser, page: Path, paper: str) -> dict[str, Any]:
    """Return {kind: (how many are cut, how many there are, the beginnings of the first that are)}."""
    browser.set_width(PAPERS[paper][0] - 2 * MARGIN)
    browser.open(page)
    return {kind: browser.evaluate(f"{CUT}({json.dumps(css)})") for kind, css in KINDS.items()}


def lesson_pages(folder: Path) -> list[Path]:
    """Write every lesson as a page, not executed, to `folder`; return the pages."""
    pages = []
    for path in catalogue.lessons():
        pages.append(folder / f"{path.stem}.html")
        pages[-1].write_text(handout.page(editions.student(path), path), encoding="utf-8")
    return pages


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pages", nargs="*", type=Path)
    parser.add_argument("--pdf", type=Path, metavar="FOLDER", help="write each page as PDF")
    options = parser.parse_args()
    cut = 0
    with tempfile.TemporaryDirectory() as folder:
        browser = Browser(Path(folder) / "profile")
        try:
            pages = options.pages or lesson_pages(Path(folder))
            for paper in PAPERS:
                found = {page.stem: measure(browser, page, paper) for page in pages}
                for kind in KINDS:
                    bad, total = (sum(one[kind][place] for one in found.values()) for place in (0, 1))
                    print(f"{paper}: {bad} of {total} {kind} are cut")
                    cut += bad
                    for name, one in found.items():
                        for beginning in one[kind][2]:
                            print(f"    {name}: {beginning!r}")
                if options.pdf:
                    options.pdf.mkdir(parents=True, exist_ok=True)
                    for page in pages:
                        browser.open(page)
                        (options.pdf / f"{page.stem}.{paper}.pdf").write_bytes(browser.pdf(paper))
        finally:
            browser.close()
    return 1 if cut else 0


if __name__ == "__main__":
    sys.exit(main())
