"""PDFs written by hand, so that a test knows where each letter stands."""


def made_pdf(*streams: str, page: str = "/MediaBox [0 0 600 800]", unicode: dict[str, str] | None = None) -> bytes:
    """A PDF written by hand, one page a content stream; `unicode` says what the font's letters stand for."""
    kids = " ".join(f"{5 + 2 * i} 0 R" for i in range(len(streams)))
    rows = [
        f"<{ord(letter):02X}> <{meant.encode('utf-16-be', 'surrogatepass').hex()}>"
        for letter, meant in (unicode or {}).items()
    ]
    mapped = "\n".join(rows)
    cmap = (
        "begincmap 1 begincodespacerange <00> <FF> endcodespacerange "
        f"{len(rows)} beginbfchar\n{mapped}\nendbfchar endcmap"
    )
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica" + (" /ToUnicode 4 0 R >>" if unicode else " >>")
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", f"<< /Type /Pages /Kids [{kids}] /Count {len(streams)} >>", font]
    objects.append(f"<< /Length {len(cmap)} >>\nstream\n{cmap}\nendstream")
    for i, stream in enumerate(streams):
        resources = "<< /Font << /F1 3 0 R >> >>"
        objects.append(f"<< /Type /Page /Parent 2 0 R {page} /Resources {resources} /Contents {6 + 2 * i} 0 R >>")
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    body = "%PDF-1.4\n" + "".join(f"{i + 1} 0 obj\n{said}\nendobj\n" for i, said in enumerate(objects))
    return f"{body}trailer\n<< /Root 1 0 R /Size {len(objects) + 1} >>\n%%EOF\n".encode()


def line(words: str, y: float = 700, size: float = 12) -> str:
    return f"BT /F1 {size} Tf 50 {y} Td ({words}) Tj ET\n"
