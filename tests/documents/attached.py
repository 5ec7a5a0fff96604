"""Files to attach that can be read: PDFs with words on their pages, pictures, and hard ones."""

from __future__ import annotations

import io

import pikepdf
from PIL import Image, ImageDraw

A4 = (595, 842)


def pdf(*texts: str, **saved: object) -> bytes:
    """A PDF with a page for each text; ``saved`` as pikepdf takes it, to protect it."""
    with pikepdf.new() as made:
        for text in texts:
            _page(made, text)
        return _bytes(made, **saved)


def _page(made: pikepdf.Pdf, text: str) -> pikepdf.Page:
    page = made.add_blank_page(page_size=A4)
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    page.Contents = made.make_stream(f"BT /F1 24 Tf 72 700 Td ({text}) Tj ET".encode())
    return page


def _bytes(made: pikepdf.Pdf, **saved: object) -> bytes:
    out = io.BytesIO()
    made.save(out, **saved)  # type: ignore[arg-type]
    return out.getvalue()


def protected(text: str = "Secret") -> bytes:
    """A PDF that only opens with a password."""
    return pdf(text, encryption=pikepdf.Encryption(user="open", owner="sesame"))


def armed() -> bytes:
    """A PDF that would run a script when it is opened, when a page is shown and when it is
    clicked, and has a link to a page on the net."""
    with pikepdf.new() as made:
        page = _page(made, "Dockets")
        script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
        made.Root.OpenAction = script
        made.Root.Names = pikepdf.Dictionary(
            JavaScript=pikepdf.Dictionary(Names=pikepdf.Array([pikepdf.String("a"), script]))
        )
        page.obj.AA = pikepdf.Dictionary(O=script)
        web = pikepdf.Dictionary(S=pikepdf.Name.URI, URI=pikepdf.String("https://example.com/"))
        page.obj.Annots = pikepdf.Array([_link(script), _link(web)])
        return _bytes(made)


def _link(act: pikepdf.Dictionary) -> pikepdf.Dictionary:
    return pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.Link,
        Rect=pikepdf.Array([0, 0, 100, 100]),
        A=act,
    )


def filled_form(text: str) -> bytes:
    """A PDF with one field that was filled in."""
    with pikepdf.new() as made:
        page = _page(made, "Form")
        font = page.obj.Resources.Font.F1
        field = made.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Annot,
                Subtype=pikepdf.Name.Widget,
                FT=pikepdf.Name.Tx,
                T=pikepdf.String("name"),
                V=pikepdf.String(text),
                DA=pikepdf.String("/F1 12 Tf 0 g"),
                Rect=pikepdf.Array([72, 600, 400, 620]),
            )
        )
        page.obj.Annots = pikepdf.Array([field])
        made.Root.AcroForm = pikepdf.Dictionary(
            Fields=pikepdf.Array([field]),
            NeedAppearances=True,
            DR=pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font)),
        )
        return _bytes(made)


def picture(
    form: str = "PNG", size: tuple[int, int] = (300, 200), mode: str = "RGB", **saved: object
) -> bytes:
    """A picture with a dark corner at its top left."""
    drawn = Image.new("RGB", size, (230, 220, 200))
    ImageDraw.Draw(drawn).rectangle((0, 0, size[0] // 3, size[1] // 3), fill=(20, 60, 90))
    out = io.BytesIO()
    drawn.convert(mode).save(out, form, **saved)
    return out.getvalue()
