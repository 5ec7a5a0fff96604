/** Undo and redo: a step knows how to take itself back and how to happen again. */

export interface Step {
  readonly label: string;
  undo(): void;
  redo(): void;
}

const DEPTH = 200;

export class History {
  private past: Step[] = [];
  private future: Step[] = [];

  push(step: Step): void {
    this.past.push(step);
    if (this.past.length > DEPTH) this.past.shift();
    this.future = [];
  }

  undo(): Step | null {
    const step = this.past.pop();
    if (!step) return null;
    step.undo();
    this.future.push(step);
    return step;
  }

  redo(): Step | null {
    const step = this.future.pop();
    if (!step) return null;
    step.redo();
    this.past.push(step);
    return step;
  }
}
