import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, it } from 'node:test';
import { root } from '../../scripts/root.ts';

interface Import {
  readonly from: string;
  readonly typesOnly: boolean;
}

interface Source {
  /** Relative to the repository, with slashes. */
  readonly path: string;
  readonly code: string;
  readonly imports: readonly Import[];
}

/** What client and server say to each other beyond LSP. */
const messages = [
  'server/src/protocol.ts',
  'server/src/generate/messages.ts',
  'server/src/prms/messages.ts',
  'server/src/runtime/messages.ts',
];

const sources = new Map(['client/src', 'server/src'].flatMap(sourcesIn).map(source => [source.path, source]));

describe('only the connection knows the transport of the language server protocol', () => {
  const transport =
    /^(vscode-jsonrpc|vscode-languageserver|vscode-languageserver-protocol|vscode-languageclient)(\/|$)/;
  // main.ts opens stdio and hands it over; the messages are typed with it; the client has a transport of its own.
  const mayKnow = [...messages, 'server/src/connection.ts', 'server/src/main.ts', 'client/src/languageServer.ts'];

  it('and those that hand it over', () => {
    const knowing = importersOf(from => transport.test(from), { valuesOnly: true }).map(({ path }) => path);
    assert.deepEqual(knowing.sort(), mayKnow.sort());
  });

  for (const path of ['server/src/service.ts', 'server/src/cli/main.ts']) {
    it(`${path} runs without an editor`, () => {
      assert.deepEqual(
        reachable(path).filter(from => transport.test(from) || from === 'vscode'),
        [],
      );
    });
  }
});

describe('documents, formulas and rewards are pure', () => {
  const pure = /^server\/src\/(documents|formulas|reward)\//;
  // The exact check can take long, so it runs in a thread; these start it, and are it.
  const effects = /^server\/src\/formulas\/(checker|checkerWorker|exactWitness|witness)\.ts$/;
  const impure =
    /\bDate\b|\bMath\.random\b|\bperformance\b|\bprocess\.|\bset(Timeout|Interval|Immediate)\b|\basync\b|\bawait\b|\bPromise\b|\bfetch\(|\bconsole\.|\bimport\(/;
  const files = [...sources.values()].filter(({ path }) => pure.test(path) && !effects.test(path));

  for (const { path, code, imports } of files) {
    it(path, () => {
      const reaching = imports.filter(({ from, typesOnly }) => !typesOnly && !isPureImport(path, from));
      assert.deepEqual(reaching, [], 'imports something that is not pure');
      assert.equal(impure.exec(code)?.[0], undefined, 'does something that is not pure');
    });
  }

  function isPureImport(importer: string, from: string): boolean {
    if (from.startsWith('.')) {
      const target = resolveImport(importer, from);
      return pure.test(target) && !effects.test(target);
    }
    return /^(mdast-util-|micromark-|@unified-latex\/|@cortex-js\/compute-engine)/.test(from);
  }
});

describe('only the engine loads native code', () => {
  it('in its worker, and types elsewhere', () => {
    const loading = importersOf(from => from.startsWith('onnxruntime'), { valuesOnly: true }).map(({ path }) => path);
    assert.deepEqual(loading, ['server/src/engine/worker.ts']);
  });

  for (const path of ['client/src/main.ts', 'server/src/main.ts', 'server/src/cli/main.ts']) {
    it(`${path} is a process without it`, () => {
      const native = reachable(path).filter(
        from => from.startsWith('onnxruntime') || from.includes('engine/worker.ts'),
      );
      assert.deepEqual(native, []);
    });
  }
});

describe('nothing leaves the machine', () => {
  it('but through the endpoint that the user named', () => {
    const network = /^(node:)?(https?|http2|net|tls|dgram|dns)(\/|$)|^undici$/;
    const talking = [...sources.values()].filter(
      ({ code, imports }) => imports.some(({ from }) => network.test(from)) || /\bfetch\(|\bnew WebSocket\b/.test(code),
    );
    assert.deepEqual(
      talking.map(({ path }) => path),
      ['server/src/generate/http.ts'],
    );
  });
});

describe('the product contains no fake', () => {
  it('and nothing else of the tests', () => {
    const foreign = /^(test|scripts|bench|fast-check|playwright-core)(\/|$)/;
    const borrowing = [...sources.values()].filter(({ path, imports }) =>
      imports.some(({ from }) => foreign.test(resolveImport(path, from))),
    );
    assert.deepEqual(
      borrowing.map(({ path }) => path),
      [],
    );
  });
});

describe('the client is thin', () => {
  // What reaches other machines does so from the editor's process, where the user's keys and proxy are: a key never crosses
  // the wire to the server. The protocol of those machines is told in server/src/generate, without an editor.
  const outside = /^server\/src\/generate\/(openai|http|source|choosing)\.ts$/;
  for (const { path, imports } of sources.values()) {
    if (!path.startsWith('client/')) continue;
    const reachesOut = path.startsWith('client/src/candidates/') || path === 'client/src/commands/regenerate.ts';
    it(path, () => {
      // Sizes are said alike everywhere, and cancellations heard alike.
      const known =
        /^(vscode|vscode-languageclient\/node|vscode-languageserver-types|node:.*|client\/src\/.*|server\/src\/(amount|cancelling)\.ts)$/;
      const values = imports.filter(({ typesOnly }) => !typesOnly).map(({ from }) => resolveImport(path, from));
      assert.deepEqual(
        values.filter(from => !known.test(from) && !messages.includes(from) && !(reachesOut && outside.test(from))),
        [],
      );
    });
  }
});

function sourcesIn(folder: string): Source[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.ts'))
    .map(name => {
      const code = withoutComments(readFileSync(join(root, folder, name), 'utf8'));
      return { path: slashed(join(folder, name)), code, imports: importsOf(code) };
    });
}

/** Strings, templates and regular expressions stay as they are. */
function withoutComments(code: string): string {
  const token = /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g;
  return code.replace(token, text => (text.startsWith('/') ? ' ' : text));
}

function importsOf(code: string): Import[] {
  const statements = code.matchAll(/^(?:import|export)\s+(?<types>type\s)?(?:[^'";]*?\sfrom\s+)?'(?<from>[^']+)';/gm);
  const calls = code.matchAll(/(?<!typeof )\bimport\(\s*'(?<from>[^']+)'/g);
  return [...statements, ...calls].map(({ groups }) => ({
    from: groups!.from!,
    typesOnly: groups!.types !== undefined,
  }));
}

function importersOf(wanted: (from: string) => boolean, { valuesOnly = false } = {}): Source[] {
  return [...sources.values()].filter(({ imports }) =>
    imports.some(({ from, typesOnly }) => wanted(from) && !(valuesOnly && typesOnly)),
  );
}

/** All that is loaded with a file: packages by name, files by path. */
function reachable(path: string, found = new Set<string>()): string[] {
  for (const { from, typesOnly } of sources.get(path)?.imports ?? assert.fail(`${path} does not exist`)) {
    const target = resolveImport(path, from);
    if (typesOnly || found.has(target)) continue;
    found.add(target);
    if (sources.has(target)) reachable(target, found);
  }
  return [...found];
}

function resolveImport(importer: string, from: string): string {
  return from.startsWith('.') ? slashed(normalize(join(dirname(importer), from))) : from;
}

function slashed(path: string): string {
  return path.replaceAll('\\', '/');
}
