import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  choiceFlag,
  describeFlags,
  numberFlag,
  parseArguments,
  switchFlag,
  textFlag,
  UsageError,
  wholeNumberFlag,
} from '../../../server/src/cli/flags.ts';

const table = {
  json: switchFlag('as JSON'),
  html: textFlag('FILE', 'a page'),
  witness: choiceFlag(['exact', 'prm', 'all'], 'who judges'),
  'min-on-track': numberFlag('P', 0, 1, 'the least chance'),
  jobs: wholeNumberFlag('N', 1, 'how many'),
};

test('flags and operands come in any order', () => {
  const { flags, operands } = parseArguments(
    ['a.md', '--json', '--witness', 'exact', '--min-on-track=0.5', '-', '--jobs', '3', '--', '--b.md'],
    table,
  );
  assert.deepEqual(flags, { json: true, witness: 'exact', 'min-on-track': 0.5, jobs: 3 });
  assert.deepEqual(operands, ['a.md', '-', '--b.md']);
});

test('what is wrong is said in one line that names it and the way out', () => {
  const complaints: [string[], RegExp][] = [
    [['--sjon'], /There is no flag --sjon; --json is one\./],
    [['--frobnicate=1'], /There is no flag --frobnicate\./],
    [['-x'], /There is no flag -x\./],
    [['--witness', 'both'], /--witness takes exact, prm or all; "both" isn't that\./],
    [['--jobs', '1.5'], /--jobs takes a whole number of 1 or more; "1\.5"/],
    [['--min-on-track', '2'], /--min-on-track takes a number from 0 to 1; "2"/],
    [['--html'], /--html takes a value; nothing follows it\./],
    [['--json=yes'], /--json takes no value\./],
    [['--constructor'], /There is no flag --constructor\./],
  ];
  for (const [args, message] of complaints)
    assert.throws(() => parseArguments(args, table), { name: UsageError.name, message });
});

test('the help shows every flag with its values', () => {
  assert.equal(
    describeFlags({ json: table.json, witness: table.witness }),
    '  --json                    as JSON\n  --witness exact|prm|all   who judges',
  );
});
