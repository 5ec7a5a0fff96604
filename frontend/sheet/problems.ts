/** The list above a sheet of what was not accepted, each entry leading to its cell. */

export interface Problem {
  readonly place: string;
  readonly message: string;
  readonly typed?: string;
  readonly actions?: readonly { readonly label: string; act(): void }[];
  go(): void;
}

const MOST_SHOWN = 50;
/** Characters of what was typed that are told again. */
const MOST_QUOTED = 60;

export class ProblemList {
  private readonly element: HTMLElement;
  private readonly heading: HTMLElement;
  private readonly list: HTMLUListElement;

  constructor(host: HTMLElement) {
    this.element = document.createElement("section");
    this.element.className = "ls-sheet-problems";
    this.element.hidden = true;
    this.heading = document.createElement("h3");
    this.heading.className = "ls-sheet-problems-title";
    this.heading.id = `${host.id}-problems`;
    this.element.setAttribute("aria-labelledby", this.heading.id);
    this.list = document.createElement("ul");
    this.element.append(this.heading, this.list);
    host.append(this.element);
  }

  show(problems: readonly Problem[], title: (count: number) => string): void {
    this.element.hidden = problems.length === 0;
    if (problems.length === 0) return;
    this.heading.textContent = title(problems.length);
    const shown = problems.slice(0, MOST_SHOWN).map(entry);
    if (problems.length > MOST_SHOWN) {
      const rest = document.createElement("li");
      rest.textContent = `And ${(problems.length - MOST_SHOWN).toLocaleString("en")} more.`;
      shown.push(rest);
    }
    this.list.replaceChildren(...shown);
  }
}

function entry(problem: Problem): HTMLLIElement {
  const item = document.createElement("li");
  const link = button(problem.place, "ls-sheet-link", () => problem.go());
  item.append(link, ` ${problem.message}`);
  const typed = problem.typed ?? "";
  if (typed !== "" && !problem.message.includes(typed)) item.append(` You typed “${shortened(typed)}”.`);
  problem.actions?.forEach((action) => item.append(" ", button(action.label, "ls-sheet-link", () => action.act())));
  return item;
}

function shortened(text: string): string {
  return text.length > MOST_QUOTED ? `${text.slice(0, MOST_QUOTED - 1)}…` : text;
}

export function button(label: string, className: string, act: () => void): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.className = className;
  made.textContent = label;
  made.addEventListener("click", act);
  return made;
}
