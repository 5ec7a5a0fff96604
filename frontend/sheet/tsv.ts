/**
 * Blocks of cells as spreadsheets put them on the clipboard: rows by line, cells by tab, a cell
 * with a tab, a line break or a quote in it quoted.
 */

export function parseBlock(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  const body = text.replace(/(?:\r\n|\n|\r)$/, "");
  while (at <= body.length) {
    const cell = body[at] === '"' ? quoted(body, at) : bare(body, at);
    row.push(cell.text);
    at = cell.end;
    if (body[at] === "\t") {
      at += 1;
      continue;
    }
    rows.push(row);
    row = [];
    if (at >= body.length) break;
    at += body[at] === "\r" && body[at + 1] === "\n" ? 2 : 1;
  }
  return rows;
}

function bare(text: string, from: number): { text: string; end: number } {
  let end = from;
  while (end < text.length && text[end] !== "\t" && text[end] !== "\n" && text[end] !== "\r") end += 1;
  return { text: text.slice(from, end), end };
}

/** A quote opens a quoted cell only when its closing quote ends the cell; 2" pipe stays itself. */
function quoted(text: string, from: number): { text: string; end: number } {
  let at = from + 1;
  let cell = "";
  while (at < text.length) {
    if (text[at] !== '"') {
      cell += text[at];
      at += 1;
    } else if (text[at + 1] === '"') {
      cell += '"';
      at += 2;
    } else {
      const next = text[at + 1];
      const closes = next === undefined || next === "\t" || next === "\n" || next === "\r";
      return closes ? { text: cell, end: at + 1 } : bare(text, from);
    }
  }
  return bare(text, from);
}

export function formatBlock(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => row.map(formatCell).join("\t")).join("\n");
}

function formatCell(text: string): string {
  return /["\t\n\r]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}
