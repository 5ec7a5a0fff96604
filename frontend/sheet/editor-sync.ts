/**
 * Keeps the server in step with the lines in the sheet: what differs is gathered and sent, one
 * batch after the other. A batch that got no answer is repeated with the same key and body, so that
 * the server does it once. Lines with something missing or wrong wait; all others go.
 */
import type { EditorRow, EditorRows } from "./editor-rows";
import type { Batch, LineConflict, LinesAnswer, LinesOutcome } from "./editor-types";
import type { SaveState } from "./save-queue";

export interface SyncParts {
  send(body: string, key: string): Promise<LinesOutcome>;
  later(milliseconds: number, then: () => void): () => void;
  newKey(): string;
  state(state: SaveState): void;
  answered(answer: LinesAnswer, refs: ReadonlyMap<string, EditorRow>): void;
  refused(fields: Readonly<Record<string, string>>, refs: ReadonlyMap<string, EditorRow>): void;
  conflicts(conflicts: readonly LineConflict[]): void;
}

interface Sent {
  readonly key: string;
  readonly body: string;
  readonly batch: Batch;
  readonly refs: ReadonlyMap<string, EditorRow>;
}

const GATHER = 250;
const WAITS = [1, 2, 5, 10, 30, 60];
const SIGNED_OUT_WAIT = 20;

export class EditorSync {
  version = 0;
  /** Lines the server still has and the sheet no longer. */
  readonly gone = new Set<number>();
  /** Whether own lines may stand in another order than the server's. */
  isReordered = false;
  createCodes = false;
  private sent: Sent | null = null;
  private sending = false;
  private stopped = false;
  private failures = 0;
  private cancelTimer: (() => void) | null = null;

  constructor(
    private readonly rows: EditorRows,
    private readonly parts: SyncParts,
  ) {}

  /** Whether everything that can be saved is. */
  get isIdle(): boolean {
    return this.sent === null && !this.sending && this.collect() === null;
  }

  get hasUnsaved(): boolean {
    return this.sent !== null || this.gone.size > 0 || this.isReordered || [...this.rows.dirty].some((row) => this.isUnsaved(row));
  }

  private isUnsaved(row: EditorRow): boolean {
    return row.line === null ? !this.rows.isBlank(row) : this.rows.isChanged(row);
  }

  wake(): void {
    if (this.sending || this.stopped || this.failures > 0) return;
    // Said at once: whoever leaves now is asked, and whoever waits sees what for.
    if (this.sent !== null || this.collect() !== null) this.parts.state({ kind: "saving" });
    this.schedule(GATHER);
  }

  retry(): void {
    this.stopped = false;
    if (!this.sending) this.schedule(0);
  }

  /** Another act told the server's version; it is not older than what was known. */
  heard(version: number): void {
    this.version = Math.max(this.version, version);
  }

  private schedule(milliseconds: number): void {
    this.cancelTimer?.();
    this.cancelTimer = this.parts.later(milliseconds, () => void this.sendNext());
  }

  /** What differs from the server and may go now; null where nothing does. */
  private collect(): { batch: Batch; refs: Map<string, EditorRow> } | null {
    const changes: [number, string, string, string][] = [];
    const fresh: EditorRow[] = [];
    for (const row of this.rows.dirty) {
      if (!this.isUnsaved(row)) this.rows.dirty.delete(row);
      else if (this.rows.waits(row)) continue;
      else if (row.line === null) fresh.push(row);
      else for (const key of this.rows.changed(row)) changes.push([row.line, key, row.cells[key] ?? "", row.server[key] ?? ""]);
    }
    const removed = this.removed();
    if (changes.length === 0 && fresh.length === 0 && removed.length === 0 && !this.isReordered) return null;
    const refs = new Map(fresh.map((row) => [row.ref, row]));
    const batch = { since: this.version, changes, added: this.added(refs), removed, create_codes: this.createCodes };
    return { batch: this.isReordered ? { ...batch, order: this.order(refs) } : batch, refs };
  }

  /** What was taken out of the sheet and is not in it again. */
  private removed(): number[] {
    if (this.gone.size === 0) return [];
    const here = new Set(this.rows.own.map((row) => row.line));
    return [...this.gone].filter((line) => !here.has(line));
  }

  /** New lines, each behind the nearest line before it that the server will know. */
  private added(refs: ReadonlyMap<string, EditorRow>): Batch["added"] {
    if (refs.size === 0) return [];
    const added: { ref: string; after: number | string | null; cells: Record<string, string> }[] = [];
    let after: number | string | null = null;
    for (const row of this.rows.own) {
      if (row.line === null && refs.has(row.ref)) {
        const cells = Object.fromEntries(Object.entries(row.cells).filter(([, text]) => text !== ""));
        added.push({ ref: row.ref, after, cells });
        after = row.ref;
      } else if (row.line !== null) after = row.line;
    }
    return added;
  }

  private order(refs: ReadonlyMap<string, EditorRow>): (number | string)[] {
    const places: (number | string)[] = this.rows.own.map((row) => row.line ?? row.ref);
    return places.filter((place) => typeof place === "number" || refs.has(place));
  }

  private async sendNext(): Promise<void> {
    if (this.sending) return;
    if (this.sent === null) {
      const found = this.collect();
      if (found === null) {
        if (!this.stopped) this.parts.state({ kind: "saved", at: null });
        return;
      }
      this.sent = { key: this.parts.newKey(), body: JSON.stringify(found.batch), ...found };
      this.gone.clear();
      this.isReordered = false;
    }
    this.sending = true;
    this.parts.state({ kind: "saving" });
    const { body, key } = this.sent;
    const outcome = await this.parts.send(body, key).catch((): LinesOutcome => ({ kind: "unreachable" }));
    this.sending = false;
    this.settle(outcome, this.sent);
  }

  private settle(outcome: LinesOutcome, sent: Sent): void {
    if (outcome.kind === "unreachable" || outcome.kind === "signed_out") {
      this.waitFor(outcome.kind);
      return;
    }
    this.failures = 0;
    this.sent = null;
    if (outcome.kind === "answer") {
      this.createCodes = false;
      this.version = outcome.answer.version;
      this.parts.answered(outcome.answer, sent.refs);
      if (this.collect() === null) this.parts.state({ kind: "saved", at: outcome.answer.saved_at });
      else this.schedule(0);
      return;
    }
    this.takeBack(sent);
    if (outcome.kind === "refused") this.parts.refused(outcome.fields, sent.refs);
    else if (outcome.kind === "conflict") this.parts.conflicts(outcome.conflicts);
    else {
      this.stopped = true;
      this.parts.state({ kind: "stopped", message: outcome.message, stale: false });
      return;
    }
    if (this.collect() === null) this.parts.state({ kind: "saved", at: null });
    else this.schedule(0);
  }

  /** Nothing of a refused batch was done: what it took along waits again. */
  private takeBack(sent: Sent): void {
    for (const line of sent.batch.removed) this.gone.add(line);
    if (sent.batch.order) this.isReordered = true;
  }

  private waitFor(kind: "unreachable" | "signed_out"): void {
    const seconds = kind === "signed_out" ? SIGNED_OUT_WAIT : (WAITS[Math.min(this.failures, WAITS.length - 1)] ?? 60);
    this.failures += 1;
    this.parts.state(kind === "signed_out" ? { kind } : { kind: "waiting", seconds });
    this.schedule(seconds * 1000);
  }
}
