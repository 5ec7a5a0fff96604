/** How the grid library draws our cells and heads. */
import type { CellProps, CellTemplateProp, ColumnRegular, HyperFunc, VNode } from "@revolist/revogrid";
import { NUMBERS_WIDTH } from "./places";
import { counted } from "./sentences";
import { isFigure, type CellLook, type SheetColumn, type SheetContent, type SheetRow } from "./sheet-types";

/** Outlines on a 16 px square, drawn in the colour of their text. */
const ICONS: Record<NonNullable<CellLook["icon"]> | "pen" | "comments" | "files", string> = {
  open: "M4 6l4 4 4-4",
  closed: "M6 4l4 4-4 4",
  choose: "M4 6l4 4 4-4",
  flag: "M8 2.5l6 11H2zM8 6.5v3.2M8 11.6v.1",
  comments: "M3 3.5h10v7H7.5L4.5 13v-2.5H3z",
  files: "M11.5 6.5l-4.6 4.6a1.8 1.8 0 0 1-2.5-2.5l5-5a2.6 2.6 0 0 1 3.7 3.7l-5 5",
  pen: "M3 13l.6-2.8L10.8 3l2.2 2.2-7.2 7.2zM9.4 4.4l2.2 2.2",
};

type Draw = HyperFunc<VNode>;

function icon(h: Draw, name: keyof typeof ICONS): VNode {
  const props = { viewBox: "0 0 16 16", class: `ls-icon ls-icon-${name}`, "aria-hidden": "true" };
  return h("svg", props, [h("path", { d: ICONS[name] }, [])]);
}

function drawn(h: Draw, look: CellLook): VNode[] {
  const text = h("span", { class: look.box ? "ls-box" : "ls-text" }, look.text);
  const behind = look.marks ? marked(h, look.marks) : [];
  if (!look.icon) return [text, ...behind];
  const mark = icon(h, look.icon);
  return look.icon === "choose" || look.icon === "flag" ? [text, mark, ...behind] : [mark, text, ...behind];
}

/** How many comments and files there are; none of either says nothing. */
function marked(h: Draw, marks: NonNullable<CellLook["marks"]>): VNode[] {
  return (["comments", "files"] as const).flatMap((kind) => {
    const count = marks[kind];
    if (count === 0) return [];
    const noun = kind === "comments" ? "comment" : "file";
    const title = counted(count, noun);
    const leads = marks.href === undefined ? {} : { href: marks.href, tabindex: "-1" };
    return [h(marks.href === undefined ? "span" : "a", { class: "ls-mark", title, ...leads }, [icon(h, kind), h("span", { "aria-hidden": "true" }, String(count)), h("span", { class: "visually-hidden" }, title)])];
  });
}

export function cellColumn<R extends SheetRow>(
  column: SheetColumn,
  width: number,
  content: SheetContent<R>,
  leftOut: (row: R, key: string) => boolean,
): ColumnRegular {
  // The library types every model as a plain record; the rows are always ours.
  const rowOf = (props: CellTemplateProp): R => props.model as R;
  // The grid asks for a cell's properties and right after for its content: one look serves both.
  let looked: { row: R; look: CellLook } | null = null;
  const lookAt = (row: R): CellLook => {
    const look = looked?.row === row ? looked.look : content.look(row, column);
    looked = looked?.row === row ? null : { row, look };
    return look;
  };
  return {
    prop: column.key,
    name: column.label,
    size: width,
    minSize: 24,
    ...(column.frozen ? { pin: "colPinStart" as const } : {}),
    cellTemplate: (h, props) => drawn(h, lookAt(rowOf(props))),
    cellProperties: (props) => cellProperties(column, rowOf(props), lookAt(rowOf(props)), {
        readonly: !content.canEdit(rowOf(props), column),
        leftOut: leftOut(rowOf(props), column.key),
      }),
    columnTemplate: (h) => headOf(h, column),
    columnProperties: () => ({ class: headClasses(column), ...(column.note ? { title: column.note } : {}) }),
  };
}

/** The numbers beside the rows of a sheet that is written from scratch. */
export function numbersColumn(): ColumnRegular {
  return {
    prop: "rowNumber",
    size: NUMBERS_WIDTH,
    readonly: true,
    cellProperties: () => ({ role: "rowheader" }),
    columnProperties: () => ({ role: "columnheader" }),
    columnTemplate: (h) => h("span", { class: "visually-hidden" }, "Row"),
  };
}

function cellProperties(
  column: SheetColumn,
  row: SheetRow,
  look: CellLook,
  state: { readonly readonly: boolean; readonly leftOut: boolean },
): CellProps {
  const classes: Record<string, boolean> = { [`ls-${column.kind}`]: true, "ls-right": isFigure(column.kind) };
  look.classes?.forEach((name) => (classes[name] = true));
  classes["ls-tint"] = column.editable === true && row.kind === "line";
  classes["ls-boxed"] = look.box === true;
  classes["ls-left-out"] = state.leftOut;
  return {
    class: classes,
    ...(look.title ? { title: look.title } : {}),
    ...(look.icon === "open" || look.icon === "closed" ? { "aria-expanded": String(look.icon === "open") } : {}),
    ...(look.invalid ? { "aria-invalid": "true" } : {}),
    ...(state.readonly ? { "aria-readonly": "true" } : {}),
  };
}

function headClasses(column: SheetColumn): Record<string, boolean> {
  return { "ls-right": isFigure(column.kind), "ls-head-edit": column.editable === true };
}

function headOf(h: Draw, column: SheetColumn): VNode {
  const pen = column.editable && column.label.length > 2 ? [icon(h, "pen")] : [];
  return h("span", { class: "ls-column-name" }, [...pen, h("span", {}, column.label)]);
}
