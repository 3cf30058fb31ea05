"""Writing a file whole or not at all."""

import os


def write_whole(path, content):
    """Write text (in UTF-8, line ends as they are) or bytes to a pathlib.Path, making its folder if need be.
    A reader meanwhile, or after a crash, finds the old content or the new, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
    try:
        partial.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        os.replace(partial, path)
    finally:
        partial.unlink(missing_ok=True)
