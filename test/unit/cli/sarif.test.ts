import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FileReport, StepReport } from '../../../server/src/cli/report.ts';
import { sarif } from '../../../server/src/cli/sarif.ts';

const at = (line: number, from: number, to: number) => ({
  start: { line, character: from },
  end: { line, character: to },
});

function step(more: Partial<StepReport>): StepReport {
  const base = { text: 'x', range: at(2, 0, 9), reward: null, q: null, onTrack: null, chance: null };
  return {
    ...base,
    reason: null,
    by: [],
    verdict: 'sound',
    evidence: [],
    reading: 'x',
    tokens: [],
    gap: false,
    ...more,
  };
}

const report = (...steps: StepReport[]): FileReport => ({
  file: 'chapter 1/ä.md',
  language: 'markdown',
  prm: null,
  device: null,
  exercises: [
    { problem: { text: 'p', range: at(0, 0, 1) }, solution: { range: at(2, 0, 9) }, steps, verdict: 'suspicious' },
  ],
});

const steps = [
  step({}),
  step({
    verdict: 'suspicious',
    evidence: [{ text: '2+2 is 4, not 5', range: at(4, 1, 8), correction: { text: '4', range: at(4, 7, 8) } }],
  }),
  step({ verdict: 'unjudged', gap: true, reason: 'a gap' }),
];

// biome-ignore lint/suspicious/noExplicitAny: what is checked here is plain JSON.
const plain = (value: unknown): any => JSON.parse(JSON.stringify(value));

test('the log has what SARIF 2.1.0 requires, of the right kinds', () => {
  const log = plain(sarif([report(...steps)], [{ name: 'gone.md', obstacle: 'no such file' }], '1.2.3'));
  conforms(log);
  const [run] = log.runs;
  assert.equal(run.tool.driver.semanticVersion, '1.2.3');
  assert.equal(run.invocations[0].executionSuccessful, false);
  assert.equal(run.invocations[0].toolExecutionNotifications[0].message.text, 'gone.md: no such file.');
});

test('findings stand at their places, counted from 1, with the fix where there is one', () => {
  const [run] = plain(sarif([report(...steps)], [], '1.2.3')).runs;
  assert.deepEqual(
    run.results.map(({ ruleId, level }: { ruleId: string; level: string }) => [ruleId, level]),
    [
      ['false-statement', 'error'],
      ['gap', 'note'],
    ],
  );
  const [result] = run.results;
  assert.deepEqual(result.locations[0].physicalLocation, {
    artifactLocation: { uri: 'chapter%201/%C3%A4.md' },
    region: { startLine: 5, startColumn: 2, endLine: 5, endColumn: 9 },
  });
  assert.deepEqual(result.fixes[0].artifactChanges[0].replacements[0], {
    deletedRegion: { startLine: 5, startColumn: 8, endLine: 5, endColumn: 9 },
    insertedContent: { text: '4' },
  });
});

test('each rule says where to read on', () => {
  const [run] = plain(sarif([], [], '1.2.3')).runs;
  assert.deepEqual(
    run.tool.driver.rules.map(({ id, helpUri }: { id: string; helpUri: string }) => [id, helpUri.split('/main/')[1]]),
    [
      ['false-statement', 'docs/exact-check.md#how-to-read-a-message'],
      ['suspicious-step', 'docs/reading-a-score.md'],
      ['gap', 'docs/reading-a-score.md'],
    ],
  );
});

test('a finding keeps its fingerprint when it moves, and loses it when it changes', () => {
  const print = (one: StepReport) =>
    plain(sarif([report(one)], [], '1')).runs[0].results[0].partialFingerprints['steplight/v1'];
  const doubt = step({ verdict: 'suspicious', reason: 'Step 1 looks wrong.' });
  assert.equal(print(doubt), print({ ...doubt, range: at(9, 0, 9) }));
  assert.notEqual(print(doubt), print({ ...doubt, text: 'y' }));
});

/** The parts of the SARIF 2.1.0 schema that concern what is written here: required properties, types, enumerations, ranges. */
// biome-ignore lint/suspicious/noExplicitAny: what is checked here is plain JSON.
function conforms(log: any): void {
  const only = (value: object, ...names: string[]) => {
    for (const name of Object.keys(value)) assert.ok(names.includes(name), `${name} isn't in the schema`);
  };
  const whole = (n: unknown, least: number) => assert.ok(Number.isInteger(n) && (n as number) >= least);
  // biome-ignore lint/suspicious/noExplicitAny: what is checked here is plain JSON.
  const region = (r: any) => {
    only(r, 'startLine', 'startColumn', 'endLine', 'endColumn');
    for (const n of Object.values(r)) whole(n, 1);
    assert.ok(r.endLine > r.startLine || (r.endLine === r.startLine && r.endColumn >= r.startColumn));
  };
  // biome-ignore lint/suspicious/noExplicitAny: what is checked here is plain JSON.
  const location = ({ physicalLocation, ...rest }: any) => {
    only(rest);
    only(physicalLocation, 'artifactLocation', 'region');
    only(physicalLocation.artifactLocation, 'uri');
    assert.ok(URL.canParse(physicalLocation.artifactLocation.uri, 'file:///'));
    if (physicalLocation.region) region(physicalLocation.region);
  };
  const levels = ['none', 'note', 'warning', 'error'];
  only(log, '$schema', 'version', 'runs');
  assert.equal(log.version, '2.1.0');
  for (const run of log.runs) {
    only(run, 'tool', 'invocations', 'columnKind', 'results');
    assert.ok(['utf16CodeUnits', 'unicodeCodePoints'].includes(run.columnKind));
    const { driver } = run.tool;
    only(driver, 'name', 'informationUri', 'semanticVersion', 'rules');
    assert.equal(typeof driver.name, 'string');
    for (const rule of driver.rules) {
      only(rule, 'id', 'name', 'shortDescription', 'fullDescription', 'helpUri', 'defaultConfiguration');
      assert.equal(typeof rule.id, 'string');
      assert.ok(levels.includes(rule.defaultConfiguration.level));
      assert.ok(URL.canParse(rule.helpUri));
      assert.ok(rule.shortDescription.text && rule.fullDescription.text);
    }
    for (const invocation of run.invocations) {
      only(invocation, 'executionSuccessful', 'toolExecutionNotifications');
      assert.equal(typeof invocation.executionSuccessful, 'boolean');
      for (const notification of invocation.toolExecutionNotifications) {
        only(notification, 'level', 'message', 'locations');
        assert.ok(levels.includes(notification.level) && notification.message.text);
        notification.locations.forEach(location);
      }
    }
    for (const result of run.results) {
      only(result, 'ruleId', 'ruleIndex', 'level', 'message', 'locations', 'partialFingerprints', 'fixes');
      assert.equal(driver.rules[result.ruleIndex].id, result.ruleId);
      assert.ok(levels.includes(result.level) && result.message.text);
      result.locations.forEach(location);
      for (const print of Object.values(result.partialFingerprints)) assert.equal(typeof print, 'string');
      for (const fix of result.fixes ?? []) {
        only(fix, 'description', 'artifactChanges');
        for (const change of fix.artifactChanges) {
          only(change, 'artifactLocation', 'replacements');
          assert.ok(change.replacements.length > 0);
          for (const replacement of change.replacements) {
            only(replacement, 'deletedRegion', 'insertedContent');
            region(replacement.deletedRegion);
            assert.equal(typeof replacement.insertedContent.text, 'string');
          }
        }
      }
    }
  }
}
