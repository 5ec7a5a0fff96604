/** The menu of how the sheet is shown: #sheet-view in the toolbar is filled in here. */
import type { ShownAs } from "./claim-shown";
import { button } from "./problems";

type Choice = readonly [value: string, label: string];

/** Fills the menu; called again where one choice changes what there is to choose. */
export function wireView(desk: ShownAs): void {
  const place = document.getElementById("sheet-view");
  if (place) fill(place, desk);
}

function fill(place: HTMLElement, desk: ShownAs): void {
  const { view } = desk;
  const parts: Node[] = [];
  if (desk.hasExtras) {
    parts.push(
      one("Columns", "set", [["usual", "Usual"], ["full", "Full"]], view.set, (value) => {
        desk.showColumns(() => (view.set = value === "full" ? "full" : "usual"));
        fill(place, desk);
        place.querySelector<HTMLInputElement>(`input[name="sheet-set"][value="${view.set}"]`)?.focus();
      }),
    );
  }
  if (view.parts.length > 0) parts.push(some(view.parts.map(({ key, label }) => [key, label]), desk));
  if (view.groupings.length > 0) {
    const ways = view.groupings.map(({ key, label }): Choice => [key, label]);
    parts.push(one("Group lines by", "group", ways, view.grouping, (value) => desk.gather(value)));
    parts.push(
      row(
        button("Fold all", "btn btn-sm", () => desk.foldAll(true)),
        button("Unfold all", "btn btn-sm", () => desk.foldAll(false)),
      ),
    );
  }
  const heights: Choice[] = [["compact", "Compact"], ["usual", "Usual"], ["roomy", "Roomy"]];
  parts.push(one("Row height", "height", heights, view.height, (value) => desk.setHeight(value === "compact" || value === "roomy" ? value : "usual")));
  parts.push(row(button("Usual widths", "btn btn-sm", () => desk.showColumns(() => view.forgetWidths()))));
  place.replaceChildren(...parts);
}

function row(...content: Node[]): HTMLElement {
  const made = document.createElement("div");
  made.className = "ls-view-row";
  made.append(...content);
  return made;
}

function field(legend: string, inputs: readonly HTMLElement[]): HTMLElement {
  const set = document.createElement("fieldset");
  set.className = "ls-view-set";
  const title = document.createElement("legend");
  title.textContent = legend;
  set.append(title, ...inputs);
  return set;
}

function labelled(input: HTMLInputElement, text: string): HTMLElement {
  const label = document.createElement("label");
  label.append(input, text);
  return label;
}

function one(legend: string, name: string, choices: readonly Choice[], now: string, chosen: (value: string) => void): HTMLElement {
  return field(
    legend,
    choices.map(([value, label]) => {
      const input = document.createElement("input");
      input.type = "radio";
      input.name = `sheet-${name}`;
      input.value = value;
      input.checked = value === now;
      input.addEventListener("change", () => chosen(value));
      return labelled(input, label);
    }),
  );
}

function some(choices: readonly Choice[], desk: ShownAs): HTMLElement {
  return field(
    "Shown",
    choices.map(([key, label]) => {
      const input = document.createElement("input");
      input.type = "checkbox";
      input.name = `sheet-part-${key}`;
      input.checked = !desk.view.isHidden(key);
      input.addEventListener("change", () => desk.showColumns(() => desk.view.hide(key, !input.checked)));
      return labelled(input, label);
    }),
  );
}
