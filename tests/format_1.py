"""A library as an Excerpt of format 1 made it, which knew no folders, files and digests."""

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path

from fake_encoder import FakeEncoder

from index.document import display_name, version_of
from index.passages import PASSAGE_SETTINGS
from index.tables import halved, packed

TABLES = """
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE commits (generation INTEGER PRIMARY KEY, token TEXT NOT NULL);
CREATE TABLE documents (
    id TEXT PRIMARY KEY, title TEXT NOT NULL, date TEXT, media_type TEXT NOT NULL, sha256 TEXT NOT NULL,
    version TEXT NOT NULL, characters INTEGER NOT NULL, passages INTEGER NOT NULL,
    pages TEXT NOT NULL, text TEXT NOT NULL
);
CREATE INDEX documents_sha256 ON documents (sha256);
CREATE TABLE sources (
    document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE, source TEXT NOT NULL, rank INTEGER NOT NULL,
    PRIMARY KEY (document, source)
) WITHOUT ROWID;
CREATE INDEX sources_source ON sources (source);
CREATE TABLE passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT, document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, sentences BLOB NOT NULL, vector BLOB NOT NULL
);
CREATE INDEX passages_document ON passages (document);
"""


def make_format_1(folder: Path, texts: dict[str, str]) -> None:
    """Make a library whose documents have one passage of one sentence each, given their texts by source."""
    encoder = FakeEncoder()
    folder.mkdir(parents=True)
    settings = {"format": "1", "generation": "3", "library": "0" * 32, "encoder": encoder.name, "reader": "forms"}
    settings |= {"encoder_sha256": encoder.sha256, "dimension": str(encoder.dimension)}
    settings["passages"] = str(PASSAGE_SETTINGS)
    with closing(sqlite3.connect(folder / "library.db")) as db, db:
        db.executescript(TABLES)
        db.execute("PRAGMA journal_mode = WAL")
        db.executemany("INSERT INTO settings VALUES (?, ?)", settings.items())
        db.execute("INSERT INTO commits VALUES (3, 'token')")
        for source, text in texts.items():
            title, sha256 = Path(display_name(source)).stem, hashlib.sha256(text.encode()).hexdigest()
            row = (sha256[:12], title, None, "text/plain", sha256, version_of(text), len(text), 1, "[]", text)
            db.execute("INSERT OR IGNORE INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
            rank = db.execute("SELECT count(*) FROM sources WHERE document = ?", (sha256[:12],)).fetchone()[0]
            db.execute("INSERT INTO sources VALUES (?, ?, ?)", (sha256[:12], source, rank))
            vector = halved(encoder.encode([f"{title}\n{text}"])[0])
            if rank == 0:
                db.execute(
                    'INSERT INTO passages (document, start, "end", sentences, vector) VALUES (?, ?, ?, ?, ?)',
                    (sha256[:12], 0, len(text), packed([(0, len(text))]), vector),
                )
