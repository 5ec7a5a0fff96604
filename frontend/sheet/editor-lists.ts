/** The codes that cells offer while they are typed into. */
import type { Everything } from "./editor-types";

export function fillLists(everything: Everything): void {
  list("budget_code-list", everything.codes);
  list("tax_code-list", everything.tax_codes);
}

export function list(id: string, options: readonly (readonly [value: string, label: string])[]): void {
  const element = document.getElementById(id) ?? document.createElement("datalist");
  element.id = id;
  element.replaceChildren(
    ...options.map(([value, label]) => {
      const option = document.createElement("option");
      option.value = value;
      option.label = label;
      return option;
    }),
  );
  if (!element.isConnected) document.body.append(element);
}
