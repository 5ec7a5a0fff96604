/**
 * What has been typed and is not saved yet, sent one request after the other. Edits of one cell
 * that wait are joined; a request that got no answer is repeated with the same key and the same
 * body, so that the server does it once; nothing leaves the queue before it was answered.
 */
import type { CellEdit, GroupEdit, SaveAnswer } from "./claim-types";

export type Outcome =
  | { readonly kind: "answer"; readonly answer: SaveAnswer }
  | { readonly kind: "signed_out" }
  | { readonly kind: "stale"; readonly message: string }
  | { readonly kind: "refused"; readonly message: string }
  | { readonly kind: "unreachable" };

export type SaveState =
  | { readonly kind: "saved"; readonly at: string | null }
  | { readonly kind: "saving" }
  | { readonly kind: "waiting"; readonly seconds: number }
  | { readonly kind: "signed_out" }
  | { readonly kind: "stopped"; readonly message: string; readonly stale: boolean };

export interface ReasonEdit {
  readonly lines: readonly number[];
  readonly code: string;
  readonly text: string;
}

export type Job =
  | { readonly kind: "cells"; readonly key: string; readonly edits: Map<string, CellEdit>; body: string | null }
  | { readonly kind: "reason"; readonly key: string; readonly reason: ReasonEdit; body: string | null }
  | { readonly kind: "group"; readonly key: string; readonly group: GroupEdit; body: string | null };

export interface QueueParts {
  send(kind: Job["kind"], body: string, key: string): Promise<Outcome>;
  later(milliseconds: number, then: () => void): () => void;
  newKey(): string;
  state(state: SaveState): void;
  answered(answer: SaveAnswer, job: Job): void;
}

const GATHER = 120;
const WAITS = [1, 2, 5, 10, 30, 60];
const SIGNED_OUT_WAIT = 20;

export class SaveQueue {
  private readonly jobs: Job[] = [];
  private sending = false;
  private stopped = false;
  private failures = 0;
  private cancelTimer: (() => void) | null = null;

  constructor(private readonly parts: QueueParts, private version: number) {}

  get isEmpty(): boolean {
    return this.jobs.length === 0;
  }

  /** Edits that no answer has confirmed, oldest first. */
  get unsaved(): CellEdit[] {
    return this.jobs.flatMap((job) => (job.kind === "cells" ? [...job.edits.values()] : []));
  }

  get unsavedReasons(): ReasonEdit[] {
    return this.jobs.flatMap((job) => (job.kind === "reason" ? [job.reason] : []));
  }

  get unsavedGroups(): GroupEdit[] {
    return this.jobs.flatMap((job) => (job.kind === "group" ? [job.group] : []));
  }

  /** What waits is sent over the figures that the server has now. */
  rebase(known: (edit: CellEdit) => string | null | undefined): void {
    for (const job of this.jobs) {
      if (job.kind !== "cells" || job.body !== null) continue;
      for (const [id, edit] of job.edits) {
        const was = known(edit);
        if (was !== undefined) job.edits.set(id, { ...edit, was });
      }
    }
  }

  /** What the server was last known to have. */
  get known(): number {
    return this.version;
  }

  /** The page was told of what others changed. */
  caughtUp(version: number): void {
    this.version = Math.max(this.version, version);
  }

  waits(line: number, column: string): boolean {
    const id = `${line} ${column}`;
    return this.jobs.some((job) => job.kind === "cells" && job.edits.has(id));
  }

  edit(edits: readonly CellEdit[]): void {
    const last = this.jobs.at(-1);
    const open = last?.kind === "cells" && last.body === null ? last : null;
    const job = open ?? { kind: "cells" as const, key: this.parts.newKey(), edits: new Map<string, CellEdit>(), body: null };
    if (!open) this.jobs.push(job);
    for (const edit of edits) {
      const id = `${edit.line} ${edit.column}`;
      const before = job.edits.get(id);
      // The latest edit of a line stands last: an amount typed after a percentage wins.
      job.edits.delete(id);
      job.edits.set(id, before ? { ...edit, was: before.was } : edit);
    }
    this.wake(GATHER);
  }

  giveReason(reason: ReasonEdit): void {
    this.jobs.push({ kind: "reason", key: this.parts.newKey(), reason, body: null });
    this.wake(0);
  }

  enterOnGroup(group: GroupEdit): void {
    this.jobs.push({ kind: "group", key: this.parts.newKey(), group, body: null });
    this.wake(0);
  }

  /** Tries again now: the network is back, somebody signed in, or a button was pressed. */
  retry(): void {
    this.stopped = false;
    if (!this.sending && this.jobs.length > 0) this.wake(0);
  }

  private wake(milliseconds: number): void {
    if (this.sending || this.stopped) return;
    if (this.failures === 0) this.parts.state({ kind: "saving" });
    if (this.failures > 0 && milliseconds === GATHER) return;
    this.schedule(milliseconds);
  }

  private schedule(milliseconds: number): void {
    this.cancelTimer?.();
    this.cancelTimer = this.parts.later(milliseconds, () => void this.sendFirst());
  }

  private bodyOf(job: Job): string {
    const common = { since: this.version, key: job.key };
    if (job.kind === "cells") return JSON.stringify({ edits: [...job.edits.values()], ...common });
    return JSON.stringify(job.kind === "reason" ? { ...job.reason, ...common } : { ...job.group, ...common });
  }

  private async sendFirst(): Promise<void> {
    const job = this.jobs[0];
    if (!job || this.sending) return;
    this.sending = true;
    job.body ??= this.bodyOf(job);
    this.parts.state({ kind: "saving" });
    const outcome = await this.parts.send(job.kind, job.body, job.key).catch((): Outcome => ({ kind: "unreachable" }));
    this.sending = false;
    this.settle(job, outcome);
  }

  private settle(job: Job, outcome: Outcome): void {
    switch (outcome.kind) {
      case "answer":
        this.failures = 0;
        this.jobs.shift();
        this.version = outcome.answer.version;
        this.parts.answered(outcome.answer, job);
        if (this.jobs.length > 0) this.wake(0);
        else this.parts.state({ kind: "saved", at: outcome.answer.saved_at });
        return;
      case "unreachable": {
        const seconds = WAITS[Math.min(this.failures, WAITS.length - 1)] ?? 60;
        this.failures += 1;
        this.parts.state({ kind: "waiting", seconds });
        this.schedule(seconds * 1000);
        return;
      }
      case "signed_out":
        this.failures += 1;
        this.parts.state({ kind: "signed_out" });
        this.schedule(SIGNED_OUT_WAIT * 1000);
        return;
      default:
        this.stopped = true;
        this.parts.state({ kind: "stopped", message: outcome.message, stale: outcome.kind === "stale" });
    }
  }

  /** The wait is over because somebody gave up on what is queued. */
  discard(): void {
    this.jobs.length = 0;
    this.cancelTimer?.();
    this.stopped = false;
    this.failures = 0;
  }
}
