"""Files and folders that were named in, the files to read out: what is hidden, temporary or ignored is passed over."""

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import translate
from pathlib import Path

from index.ignoring import Ignored
from index.ingest import Failure, reason
from index.tables import is_library

TEMPORARY = (
    *("~$*", "*~", "#*#", "*.tmp", "*.temp", "*.swp", "*.swo", "*.swx"),  # of office programs and editors
    *("*.part", "*.partial", "*.crdownload", "*.download", "*.opdownload"),  # of browsers
    *("thumbs.db", "desktop.ini"),  # of Windows
)
"""Names, in small letters, of files that programs leave for a while, or for themselves."""

ANY_TEMPORARY = re.compile("|".join(map(translate, TEMPORARY)))


@dataclass(slots=True)
class Found:
    """What was found.

    Attributes:
        files: paths of regular files, in the order in which they were found, each once.
        folders: the folders that were named.
        mounts: those folders in them that are other file systems, such as a drive or a share.
        failed: paths that are not there, folders that cannot be listed, and ignore files that cannot be understood.
        unseen: folders of which it cannot be told what is in them.
    """

    files: dict[str, None]
    folders: list[str]
    mounts: list[str]
    failed: list[Failure]
    unseen: list[str]

    def mounts_in(self, folder: str) -> tuple[str, ...]:
        """Return the mounts in a folder."""
        return tuple(mount for mount in self.mounts if is_in(mount, folder))


def find_files(paths: Iterable[Path]) -> Found:
    """Return the files that `paths` name, folders walked in order; what is named itself is taken as it is."""
    found = Found({}, [], [], [], [])
    for path in map(absolute, paths):  # is_file() raises where it may not look
        if os.path.isdir(path):  # noqa: PTH112
            found.folders.append(path)
            found.mounts.extend([path] if is_mount(path) else ())
            found.files |= dict.fromkeys(_walk(path, found))
        elif os.path.isfile(path):  # noqa: PTH113
            found.files[path] = None
        else:
            found.failed.append(Failure(path, "there is no such file or folder, or it may not be read"))
    return found


def _walk(folder: str, found: Found) -> Iterator[str]:
    """Yield the regular files of a folder, links to files among them; links to folders are not followed."""

    def note(error: OSError) -> None:
        found.failed.append(Failure(str(error.filename), reason(error)))
        found.unseen.append(str(error.filename))

    ignored = Ignored(folder)
    for root, folders, names in os.walk(folder, onerror=note):
        found.failed.extend(ignored.enter(root))
        folders[:] = sorted(name for name in folders if not (is_passed_over(name) or ignored.holds_all_of(root, name)))
        folders[:] = [name for name in folders if not is_library(Path(root, name))]
        found.mounts.extend(path for name in folders if is_mount(path := os.path.join(root, name)))  # noqa: PTH118
        for name in sorted(names):
            path = os.path.join(root, name)  # noqa: PTH118
            if not (is_passed_over(name) or ignored.holds(root, name)) and os.path.isfile(path):  # noqa: PTH113  no pipes
                yield path


def absolute(path: Path) -> str:
    """Return a path from the root on, its links left as they are: resolve() would follow them."""
    return os.path.abspath(path)  # noqa: PTH100


def is_in(path: str, folder: str) -> bool:
    """Tell whether a path is a folder or anything in it.

    >>> is_in("/a/b", "/a"), is_in("/a", "/a"), is_in("/ab", "/a"), is_in("/a", "/")
    (True, True, False, True)
    """
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def is_in_any(path: str, folders: Iterable[str]) -> bool:
    """Tell whether a path is one of some folders, or in one."""
    return any(is_in(path, folder) for folder in folders)


def is_passed_over(name: str) -> bool:
    """Tell whether a name in a folder is that of something hidden or temporary.

    >>> [is_passed_over(name) for name in (".DS_Store", "~$Notes.docx", "a.PART", "notes.txt")]
    [True, True, True, False]
    """
    return name.startswith(".") or ANY_TEMPORARY.match(name.lower()) is not None


def is_mount(path: str) -> bool:
    """Tell whether a folder is where another file system begins."""
    return os.path.ismount(path)
