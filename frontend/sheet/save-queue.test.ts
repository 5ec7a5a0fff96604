/// <reference types="node" />
import assert from "node:assert/strict";
import { test } from "node:test";
import type { CellEdit, SaveAnswer } from "./claim-types";
import { SaveQueue, type Job, type Outcome, type SaveState } from "./save-queue";

const edit = (line: number, value: string, column = "assessed", was: string | null = "1.00"): CellEdit => ({ line, column, value, was });
const answer = (version: number): Outcome => ({ kind: "answer", answer: { version, saved_at: "10:42 am" } });

/** A clock that is wound by hand and a server whose answers are written down beforehand. */
class Stage {
  readonly sent: { kind: string; body: { edits?: CellEdit[]; since: number; key: string }; key: string }[] = [];
  readonly states: SaveState[] = [];
  readonly answers: { answer: SaveAnswer; job: Job }[] = [];
  readonly waits: number[] = [];
  outcomes: Outcome[] = [];
  private timer: (() => void) | null = null;
  private keys = 0;
  readonly queue = new SaveQueue(
    {
      send: (kind, body, key) => {
        this.sent.push({ kind, body: JSON.parse(body), key });
        return Promise.resolve(this.outcomes.shift() ?? answer(100));
      },
      later: (milliseconds, then) => {
        this.waits.push(milliseconds);
        this.timer = then;
        return () => (this.timer = null);
      },
      newKey: () => `key-${(this.keys += 1)}`,
      state: (state) => this.states.push(state),
      answered: (given, job) => this.answers.push({ answer: given, job }),
    },
    7,
  );

  async wind(): Promise<void> {
    const timer = this.timer;
    this.timer = null;
    timer?.();
    for (let turn = 0; turn < 8; turn += 1) await Promise.resolve();
  }

  get last(): SaveState | undefined {
    return this.states.at(-1);
  }
}

test("joins what is typed meanwhile into one request, the latest text of a cell last", async () => {
  const stage = new Stage();
  stage.queue.edit([edit(1, "10"), edit(2, "20")]);
  stage.queue.edit([edit(1, "11", "assessed", "10.00")]);
  await stage.wind();
  assert.equal(stage.sent.length, 1);
  assert.deepEqual(stage.sent[0]?.body.edits?.map(({ line, value, was }) => [line, value, was]), [[2, "20", "1.00"], [1, "11", "1.00"]]);
  assert.deepEqual(stage.last, { kind: "saved", at: "10:42 am" });
});

test("sends one request at a time and the next with the version of the answer", async () => {
  const stage = new Stage();
  stage.outcomes = [answer(8), answer(9)];
  stage.queue.edit([edit(1, "10")]);
  const winding = stage.wind();
  stage.queue.edit([edit(1, "12")]);
  assert.equal(stage.sent.length, 1);
  await winding;
  await stage.wind();
  assert.deepEqual(stage.sent.map(({ body }) => body.since), [7, 8]);
  assert.notEqual(stage.sent[0]?.key, stage.sent[1]?.key);
});

test("repeats an unanswered request with the same key and body, waiting longer each time", async () => {
  const stage = new Stage();
  stage.outcomes = [{ kind: "unreachable" }, { kind: "unreachable" }, answer(8)];
  stage.queue.edit([edit(1, "10")]);
  await stage.wind();
  stage.queue.edit([edit(2, "20")]);
  await stage.wind();
  await stage.wind();
  assert.deepEqual(stage.waits.slice(0, 3), [120, 1000, 2000]);
  assert.deepEqual(stage.sent[0], stage.sent[1]);
  assert.deepEqual(stage.sent[0], stage.sent[2]);
  assert.equal(stage.queue.unsaved[0]?.line, 2);
  await stage.wind();
  assert.ok(stage.queue.isEmpty);
});

test("keeps everything when somebody was signed out, and saves it on return", async () => {
  const stage = new Stage();
  stage.outcomes = [{ kind: "signed_out" }, answer(8)];
  stage.queue.edit([edit(1, "10")]);
  await stage.wind();
  assert.equal(stage.last?.kind, "signed_out");
  assert.equal(stage.queue.unsaved.length, 1);
  stage.queue.retry();
  await stage.wind();
  assert.equal(stage.last?.kind, "saved");
});

test("stops on a stale claim and hands back what was typed", async () => {
  const stage = new Stage();
  stage.outcomes = [{ kind: "stale", message: "Claim 5 was submitted." }];
  stage.queue.edit([edit(1, "10")]);
  await stage.wind();
  stage.queue.edit([edit(2, "20")]);
  await stage.wind();
  assert.equal(stage.sent.length, 1);
  assert.deepEqual(stage.last, { kind: "stopped", message: "Claim 5 was submitted.", stale: true });
  assert.deepEqual(stage.queue.unsaved.map(({ value }) => value), ["10", "20"]);
});

test("gives a reason only after the edits before it", async () => {
  const stage = new Stage();
  stage.queue.edit([edit(1, "10")]);
  stage.queue.giveReason({ lines: [1], code: "defective", text: "" });
  await stage.wind();
  await stage.wind();
  assert.deepEqual(stage.sent.map(({ kind }) => kind), ["cells", "reason"]);
});

test("what was typed during a save is sent over the figures that the save made", async () => {
  const stage = new Stage();
  stage.queue.edit([edit(1, "10")]);
  await stage.wind();
  stage.queue.edit([edit(1, "11"), edit(2, "20")]);
  stage.queue.rebase(({ line }) => (line === 1 ? "10.00" : undefined));
  await stage.wind();
  assert.deepEqual(stage.sent[1]?.body.edits?.map(({ line, was }) => [line, was]), [[1, "10.00"], [2, "1.00"]]);
});

test("a figure for a group goes out in its turn, with what the page knew", async () => {
  const stage = new Stage();
  stage.queue.edit([edit(1, "10")]);
  stage.queue.enterOnGroup({ lines: [1, 2], column: "work_this_period", value: "100" });
  assert.deepEqual(stage.queue.unsavedGroups.map(({ value }) => value), ["100"]);
  await stage.wind();
  await stage.wind();
  assert.deepEqual(stage.sent.map(({ kind, body }) => [kind, body.since]), [["cells", 7], ["group", 100]]);
  stage.queue.caughtUp(99);
  assert.equal(stage.queue.known, 100);
});
