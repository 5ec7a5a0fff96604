/**
 * The claim sheet at work: joins the lines, the grid, the queue of unsaved edits, the reasons and
 * the parts of the page around it.
 */
import { wireActs } from "./claim-acts";
import { ClaimContent, type ClaimActs } from "./claim-content";
import { ClaimLines, type ClaimRow } from "./claim-lines";
import { ClaimProblems } from "./claim-problems";
import { ClaimReasons } from "./claim-reasons";
import { wireToolbar } from "./claim-toolbar";
import type { CellEdit, ClaimConfig, SaveAnswer } from "./claim-types";
import { SheetGrid } from "./grid";
import { History } from "./history";
import { SaveNotice, showAnswer } from "./page-parts";
import { SaveQueue, type Job, type SaveState } from "./save-queue";
import { CellMessage } from "./cell-message";
import { fillHeight, liveRegion } from "./stage";
import type { CellChange, ChangeCause, SheetColumn } from "./sheet-types";
import { post } from "./transport";

interface Written {
  readonly row: ClaimRow;
  readonly before: { readonly column: SheetColumn; readonly text: string };
  readonly after: { readonly column: SheetColumn; readonly text: string };
}

export class ClaimSheet implements ClaimActs {
  readonly lines: ClaimLines;
  readonly content: ClaimContent;
  readonly history = new History();
  private readonly folded = new Set<string>();
  private readonly queue: SaveQueue;
  private readonly notice: SaveNotice;
  private readonly problems: ClaimProblems;
  private readonly say: (sentence: string) => void;
  private grid!: SheetGrid<ClaimRow>;
  private reasons!: ClaimReasons;
  private bubble!: CellMessage;
  private filter: ((row: ClaimRow) => boolean) | null = null;
  private state: SaveState = { kind: "saved", at: null };
  private changed: () => void = () => undefined;

  private constructor(host: HTMLElement, readonly config: ClaimConfig) {
    this.lines = new ClaimLines(config);
    this.content = new ClaimContent(config, this.lines, this.folded, this);
    this.queue = new SaveQueue(
      {
        send: (kind, body, key) => post(kind === "cells" ? config.urls.save : config.urls.reason, body, key),
        later: (milliseconds, then) => {
          const timer = window.setTimeout(then, milliseconds);
          return () => window.clearTimeout(timer);
        },
        newKey: () => crypto.randomUUID(),
        state: (state) => this.showState(state),
        answered: (answer, job) => this.answered(answer, job),
      },
      config.version,
    );
    this.notice = new SaveNotice(host, {
      review: config.mode === "review",
      signIn: config.urls.sign_in ?? "/accounts/login/",
      retry: () => this.queue.retry(),
      unsavedText: () => this.unsavedText(),
    });
    this.problems = new ClaimProblems(host, this);
    this.say = liveRegion(host);
  }

  static async mount(host: HTMLElement, config: ClaimConfig): Promise<ClaimSheet> {
    const sheet = new ClaimSheet(host, config);
    sheet.grid = await SheetGrid.mount(
      host,
      sheet.content,
      { say: sheet.say, activeChanged: (row, column) => sheet.active(row, column) },
      { label: config.label ?? "Lines of the claim", rowNumbers: false, readonly: !config.can_edit || config.mode === "read" },
    );
    sheet.start(host);
    return sheet;
  }

  private start(host: HTMLElement): void {
    fillHeight(host, this.grid.frame);
    this.bubble = new CellMessage(this.grid);
    this.reasons = new ClaimReasons(this, this.grid, this.queue);
    this.changed = wireToolbar(this);
    wireActs(this);
    this.show();
    this.begin();
    window.addEventListener("beforeunload", (event) => {
      if (this.isUnsaved) event.preventDefault();
    });
    window.addEventListener("online", () => this.queue.retry());
    window.addEventListener("focus", () => {
      if (this.state.kind === "signed_out" || this.state.kind === "waiting") this.queue.retry();
    });
    host.dataset["ready"] = "true";
  }

  private get isUnsaved(): boolean {
    return this.isWaiting || this.lines.refused.length > 0;
  }

  /** Whether something typed is on its way to the server or waits for it. */
  get isWaiting(): boolean {
    return !this.queue.isEmpty;
  }

  /** Leads to the first line that lacks a reason and asks for it; answers whether there is one. */
  openMissingReason(): boolean {
    const first = this.lines.cuts.withoutReason[0];
    if (!first) return false;
    this.goTo(first, "reason");
    this.openReason(first);
    return true;
  }

  /** The cell that the page was opened for, such as one that a refusal named. */
  private begin(): void {
    const { at } = this.config;
    const row = at ? this.lines.line(at.line) : undefined;
    if (!at || !row) return;
    // The grid has its cells only after it has drawn twice: its frame, then its rows.
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        this.goTo(row, at.column);
        if (at.column === "reason") this.openReason(row);
      }),
    );
  }

  // Showing

  /** Sets what is in the view: after folding, filtering or searching. */
  show(): void {
    this.grid.show(this.lines.view(this.folded, this.filter), this.lines.total);
    this.changed();
  }

  filterBy(filter: ((row: ClaimRow) => boolean) | null): void {
    this.filter = filter;
    this.show();
  }

  redraw(): void {
    this.lines.totalUp();
    this.grid.redraw();
    this.problems.show();
    this.changed();
  }

  fold(group: string): void {
    if (!this.folded.delete(group)) this.folded.add(group);
    this.show();
  }

  get selectedLines(): ClaimRow[] {
    return this.grid.selectedRows;
  }

  /** Leads to a cell, also when it is filtered out or folded away. */
  goTo(row: ClaimRow, key: string): void {
    if (!this.grid.at(row.id, key)) {
      this.folded.delete(row.group);
      this.filter = null;
      this.show();
    }
    const at = this.grid.at(row.id, key);
    if (!at) return;
    this.grid.goTo(at);
    this.grid.focusCell();
  }

  private active(row: ClaimRow | null, column: SheetColumn | null): void {
    this.bubble?.show(row && column ? this.content.message(row, column) : null);
  }

  openReason(row: ClaimRow): void {
    this.reasons.open(row);
  }

  announce(sentence: string): void {
    this.say(sentence);
  }

  // Typing

  typed(changes: readonly CellChange<ClaimRow>[], cause: ChangeCause): void {
    const real = changes
      .filter(({ row, column, text }) => text !== this.content.draft(row, column))
      .map(({ row, column, text }): Written => {
        const before = this.lines.wayBack(row, column, this.content.draft(row, column));
        return { row, before, after: { column, text } };
      });
    if (real.length === 0) return;
    this.put(real, "after");
    this.history.push({
      label: cause,
      undo: () => this.put(real, "before"),
      redo: () => this.put(real, "after"),
    });
  }

  private put(written: readonly Written[], which: "before" | "after"): void {
    const edits: CellEdit[] = [];
    for (const one of written) {
      const { column, text } = one[which];
      const was = one.row.server[column.key] ?? null;
      if (this.lines.type(one.row, column, text) === null) {
        edits.push({ line: one.row.line, column: column.key, value: text, was });
      }
    }
    if (edits.length > 0) this.queue.edit(edits);
    this.redraw();
    this.showState(this.state);
  }

  /** Text for a cell that comes from a button or a decision about a conflict; can be undone. */
  type(changes: readonly CellChange<ClaimRow>[]): void {
    this.typed(changes, "fill");
  }

  takeTheirs(row: ClaimRow, key: string): void {
    this.lines.forget(row, key);
    this.redraw();
    this.showState(this.state);
  }

  keepMine(row: ClaimRow, key: string): void {
    const typed = this.lines.typedIn(row, key);
    const column = this.lines.column(key);
    if (!typed || !column) return;
    const mine = { column, text: typed.text };
    this.put([{ row, before: mine, after: mine }], "after");
  }

  undo(): void {
    if (!this.history.undo()) this.say("There is nothing to undo.");
  }

  redo(): void {
    if (!this.history.redo()) this.say("There is nothing to do again.");
  }

  // Saving

  private answered(answer: SaveAnswer, job: Job): void {
    if (job.kind === "cells") this.settle(job.edits);
    this.lines.take(answer);
    for (const { line, column, message } of answer.errors ?? []) this.refuse(line, column, message, job, null);
    for (const { line, column, theirs, by, message } of answer.conflicts ?? []) {
      this.refuse(line, column, message, job, { theirs, by });
    }
    showAnswer(answer);
    this.redraw();
  }

  /** What was sent is the server's now, unless it was typed over while the answer came. */
  private settle(edits: ReadonlyMap<string, CellEdit>): void {
    for (const { line, column } of edits.values()) {
      const row = this.lines.line(line);
      if (row && !this.queue.waits(line, column)) this.lines.forget(row, column);
    }
  }

  private refuse(line: number, key: string, message: string, job: Job, conflict: { theirs: string | null; by: string } | null): void {
    const row = this.lines.line(line);
    if (!row || this.queue.waits(line, key)) return;
    const text = job.kind === "cells" ? (job.edits.get(`${line} ${key}`)?.value ?? "") : "";
    this.lines.keep(row, key, { text, message, conflict });
  }

  private showState(state: SaveState): void {
    this.state = state;
    this.notice?.show(state, this.lines.refused.length);
  }

  private unsavedText(): string {
    const cells = this.queue.unsaved.map((edit) => {
      const row = this.lines.line(edit.line);
      return [row?.item ?? "", row?.description ?? "", this.lines.column(edit.column)?.label ?? edit.column, edit.value].join("\t");
    });
    const reasons = this.queue.unsavedReasons.map(({ lines, code, text }) => {
      const items = lines.map((id) => this.lines.line(id)?.item ?? "").join(", ");
      const label = this.config.reasons.find((reason) => reason.code === code)?.label ?? code;
      return [items, "Reason", label, text].join("\t");
    });
    return [...cells, ...reasons].join("\n");
  }
}
