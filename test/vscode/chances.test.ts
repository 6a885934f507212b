import assert from 'node:assert/strict';
import { dirname, join } from 'node:path';
import { it } from 'node:test';
import { describeInEditor, eventually, resultPath } from './harness.ts';

const prm = join(dirname(import.meta.dirname), 'fixtures/parity/prm-head');
const text = `# A head of its own

**Problem.** How far does a train drive in 5 hours that needs 3 hours for 180 km?

**Solution.** The speed is $180/3 = 60$ km per hour.

In 5 hours it drives $60 \\cdot 5 = 300$ km.

So it drives a little more, and the answer is 310 km.
`;

describeInEditor(
  'a PRM that says how likely each step is to be right',
  { files: { 'a.md': text }, settings: { 'steplight.prm': prm, 'steplight.device': 'cpu' } },
  editor => {
    it('marks a step with its chance, and the hover says what it is one of', async () => {
      await editor().openFile('a.md');
      const [mark] = await eventually(
        'a mark at the step it doubts',
        () => editor().inlayHints(),
        // The exact check speaks first.
        shown => shown[0] !== undefined && !shown[0].startsWith('✓'),
        60,
      );
      assert.match(mark!, /^▼0\.\d\d$/);
      // The code lens moves the lines; then they stay.
      await editor().settled();
      const said = await editor().hover('The speed');
      assert.match(said, /Step 1 looks wrong: .*likely to be right/);
      assert.match(said, /Chance that the step is right/);
      assert.doesNotMatch(said, /Reward|on track/);
      await editor().screenshot(resultPath('a chance per step'));
    });
  },
);
