/// <reference types="node" />
import assert from "node:assert/strict";
import { test } from "node:test";
import { formatBlock, parseBlock } from "./tsv";

test("reads what spreadsheets put on the clipboard", () => {
  assert.deepEqual(parseBlock("a\tb\r\nc\td\r\n"), [["a", "b"], ["c", "d"]]);
  assert.deepEqual(parseBlock("1\n\n3"), [["1"], [""], ["3"]]);
  assert.deepEqual(parseBlock('"two\nlines"\t"say ""no"""'), [["two\nlines", 'say "no"']]);
  assert.deepEqual(parseBlock('"\t1'), [['"', "1"]]);
  assert.deepEqual(parseBlock('2" pipe\t"2" pipe"'), [['2" pipe', '"2" pipe"']]);
});

test("a block survives being copied and pasted", () => {
  const block = [["1,234.56", 'a "b"', "x\ty"], ["", "two\nlines", "–"]];
  assert.deepEqual(parseBlock(formatBlock(block)), block);
});
