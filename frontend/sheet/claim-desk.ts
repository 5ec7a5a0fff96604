/**
 * The claim sheet at work: joins the lines, the grid, the queue of unsaved edits, the reasons and
 * the parts of the page around it.
 */
import { wireActs } from "./claim-acts";
import { ClaimContent, type ClaimActs } from "./claim-content";
import { enteredOnce } from "./claim-entries";
import { ClaimLines, type ClaimRow } from "./claim-lines";
import { ClaimGroups } from "./claim-groups";
import { ClaimPresence } from "./claim-presence";
import { ClaimProblems } from "./claim-problems";
import { knownAfter } from "./claim-rebase";
import { ClaimReasons } from "./claim-reasons";
import { wireToolbar } from "./claim-toolbar";
import { ShownAs } from "./claim-shown";
import type { CellEdit, ClaimConfig, PresenceAnswer, SaveAnswer } from "./claim-types";
import { linesOf, unsavedText } from "./claim-unsaved";
import { ClaimView } from "./claim-view";
import { wireView } from "./claim-view-menu";
import { SheetGrid } from "./grid";
import { History } from "./history";
import { SaveNotice, showAnswer } from "./page-parts";
import { SaveQueue, type Job, type SaveState } from "./save-queue";
import { CellMessage } from "./cell-message";
import { counted } from "./sentences";
import { fillHeight, liveRegion } from "./stage";
import type { CellChange, ChangeCause, SheetColumn } from "./sheet-types";
import { post } from "./transport";

export class ClaimSheet implements ClaimActs {
  readonly lines: ClaimLines;
  readonly content: ClaimContent;
  readonly history = new History();
  private readonly folded = new Set<string>();
  private readonly view: ClaimView;
  private readonly groups: ClaimGroups;
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
  private presence: ClaimPresence | null = null;
  private shown!: ShownAs;
  /** How often others' changes came in. */
  private epoch = 0;
  /** Subtotals of the groups that are shown are older than the lines. */
  private groupsAreOld = false;

  private constructor(host: HTMLElement, readonly config: ClaimConfig) {
    this.lines = new ClaimLines(config);
    this.view = new ClaimView(config, keptInBrowser());
    this.content = new ClaimContent(config, this.lines, this.folded, this, this.view);
    this.groups = this.forGroups();
    this.queue = new SaveQueue(
      {
        send: (kind, body, key) => post(this.addressOf(kind), body, key),
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
      saved: config.saved,
      signIn: config.urls.sign_in ?? "/accounts/login/",
      retry: () => this.queue.retry(),
      unsavedText: () => unsavedText(this.queue, this.lines, config),
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
      { label: config.label ?? "Lines of the claim", rowNumbers: false, readonly: !config.can_edit || config.mode === "read", resizable: true },
    );
    sheet.start(host);
    return sheet;
  }

  private start(host: HTMLElement): void {
    fillHeight(host, this.grid.frame);
    this.bubble = new CellMessage(this.grid);
    this.reasons = new ClaimReasons(this, this.grid, this.queue);
    this.shown = new ShownAs(this.view, {
      host,
      lines: this.lines,
      content: this.content,
      grid: this.grid,
      folded: this.folded,
      show: () => this.show(),
      gathered: () => this.gathered(),
    });
    wireView(this.shown);
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
    this.presence = this.bePresent(host);
    host.dataset["ready"] = "true";
  }

  private bePresent(host: HTMLElement): ClaimPresence | null {
    const { urls, mode, can_edit: canEdit } = this.config;
    if (!urls.present || !canEdit || mode === "read") return null;
    return new ClaimPresence(host, {
      url: urls.present,
      mode,
      known: () => this.queue.known,
      grouping: () => (this.groupsAreOld ? this.view.grouping : null),
      came: (answer) => this.came(answer),
    });
  }

  private forGroups(): ClaimGroups {
    return new ClaimGroups({
      lines: this.lines,
      content: this.content,
      locale: this.config.locale,
      send: (edit) => {
        this.queue.enterOnGroup(edit);
        this.redraw();
      },
      put: (cells, seen) => this.put(cells, seen),
      seen: () => this.epoch,
      remember: (step) => this.history.push(step),
    });
  }

  /** Saves are answered with the subtotals of the groups that are shown. */
  private addressOf(kind: Job["kind"]): string {
    const { urls } = this.config;
    const address = { cells: urls.save, reason: urls.reason, group: urls.group ?? urls.save }[kind];
    const { group } = this.view;
    return group === null || group === "none" ? address : `${address}?group=${group}`;
  }

  private gathered(): void {
    this.groupsAreOld = this.queue.known > this.config.version;
    this.presence?.look();
  }

  resized(key: string, width: number): void {
    this.shown.showColumns(() => this.view.resize(key, width));
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
    const meant = cause === "paste" ? enteredOnce(changes) : changes;
    const real = meant.filter(({ row, column, text }) => text !== this.content.draft(row, column));
    real.filter(({ row }) => row.kind === "group").forEach(({ row, column, text }) => this.groups.enter(row, column, text));
    const after = real.filter(({ row }) => row.kind === "line");
    if (real.length > after.length) this.shownAnew();
    if (after.length === 0) return;
    const before = after.map(({ row, column }): CellChange<ClaimRow> => ({ row, ...this.lines.wayBack(row, column, this.content.draft(row, column)) }));
    this.put(after);
    const seen = this.epoch;
    this.history.push({ label: cause, undo: () => this.put(before, seen), redo: () => this.put(after, seen) });
  }

  /** Types into cells; of a step that is taken back or done again, lines that others changed since are left out. */
  private put(cells: readonly CellChange<ClaimRow>[], seen = this.epoch): void {
    const mine = cells.filter(({ row }) => row.touched <= seen);
    const edits: CellEdit[] = [];
    for (const { row, column, text } of mine) {
      const was = row.server[column.key] ?? null;
      if (this.lines.type(row, column, text) === null) edits.push({ line: row.line, column: column.key, value: text, was });
    }
    if (edits.length > 0) this.queue.edit(edits);
    if (mine.length < cells.length) this.say(`${counted(cells.length - mine.length, "cell")} left as they are, because somebody else changed these lines meanwhile.`);
    this.shownAnew();
  }

  private shownAnew(): void {
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
    this.put([{ row, column, text: typed.text }]);
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
    this.heed(answer, linesOf(job));
    this.lines.take(answer);
    this.queue.rebase(knownAfter(job, answer, this.lines));
    if (job.kind === "group") {
      this.groups.answered(job.group, answer);
      showAnswer(answer);
      this.redraw();
      return;
    }
    for (const { line, column, message } of answer.errors ?? []) this.refuse(line, column, message, job, null);
    for (const { line, column, theirs, by, message } of answer.conflicts ?? []) {
      this.refuse(line, column, message, job, { theirs, by });
    }
    showAnswer(answer);
    this.redraw();
  }

  /** Notes which lines somebody else changed; answers how many. */
  private heed(answer: Partial<SaveAnswer>, own: ReadonlySet<number>): number {
    const theirs = (answer.lines ?? []).filter(({ id }) => !own.has(id));
    if (theirs.length > 0) this.epoch += 1;
    for (const { id } of theirs) {
      const row = this.lines.line(id);
      if (row) row.touched = this.epoch;
    }
    return theirs.length;
  }

  /** What others changed comes in between two saves; during one, its own answer brings it. */
  private came(answer: PresenceAnswer): void {
    if (this.isWaiting || !answer.lines || answer.version < this.queue.known) return;
    const theirs = this.heed(answer, new Set());
    const whole: SaveAnswer = { saved_at: "", ...answer };
    this.lines.take(whole);
    this.queue.caughtUp(answer.version);
    this.groupsAreOld = false;
    showAnswer(whole);
    this.redraw();
    if (theirs > 0) this.say(`${counted(theirs, "line")} changed by somebody else meanwhile.`);
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
}

function keptInBrowser(): Storage | null {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}
