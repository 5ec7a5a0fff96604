"""How a PDF is made: text is measured, pages are planned, Typst draws them, parts are joined."""
