"""Files that anybody may have damaged."""

import os

import pytest

from utils.files import UnreadableError, read_json, write_if_changed


def test_json_is_read_and_a_missing_file_is_missing(tmp_path):
    (tmp_path / "a.json").write_text('{"a": [1]}')
    assert read_json(tmp_path / "a.json", 10) == {"a": [1]}
    with pytest.raises(FileNotFoundError):
        read_json(tmp_path / "b.json", 10)


@pytest.mark.parametrize(
    "content, says",
    [(b"{", "line 1"), (b"\xff\xfe", "utf-8"), (b"[" * 50_000, "nested too deeply"), (b"1" * 6000, "digits"),
     (b"1" * 2_000_000, "2 MB")],
)  # fmt: skip
def test_what_is_no_json_says_why_in_one_line(tmp_path, content, says):
    (tmp_path / "a.json").write_bytes(content)
    with pytest.raises(UnreadableError, match=says) as caught:
        read_json(tmp_path / "a.json", 1_000_000)
    assert "\n" not in str(caught.value)


def test_what_is_no_file_is_not_opened(tmp_path):
    with pytest.raises(UnreadableError, match="no file"):
        read_json(tmp_path, 10)
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")  # would be waited for
        with pytest.raises(UnreadableError, match="no file"):
            read_json(tmp_path / "pipe", 10)
    if os.name != "nt":
        (tmp_path / "loop").symlink_to(tmp_path / "loop")
        with pytest.raises(UnreadableError):
            read_json(tmp_path / "loop", 10)


def test_a_file_that_is_no_text_any_more_is_written_anew(tmp_path):
    (tmp_path / "a.md").write_bytes(b"a \xff")
    assert write_if_changed(tmp_path / "a.md", "a text") and not write_if_changed(tmp_path / "a.md", "a text")
