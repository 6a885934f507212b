import { Refusal } from '../checkpoint/fields.ts';
import type { Tokenizer } from '../checkpoint/tokenizer.ts';
import type { Head } from '../graph/interface.ts';
import { type ChanceManifest, type Manifest, manifestFile } from '../manifest.ts';
import { phrase } from '../phrase.ts';

/** What the towers of a PRM answer; token ids come from the tokenizer and are held against the published ones. */
export function headOf(manifest: Manifest, tokenizer: Tokenizer): Head {
  if (manifest.family === 'implicit') return 'logProbs';
  checkIds(manifest, tokenizer);
  if (manifest.family !== 'token') return 'ownHead';
  const id = (token: string) => {
    const known = tokenizer.id(token);
    if (known === undefined) {
      throw new Refusal(
        phrase`${manifestFile}: labels name ${JSON.stringify(token)}, which isn't in the tokenizer's vocabulary`,
      );
    }
    return known;
  };
  return { good: id(manifest.labels.good), bad: id(manifest.labels.bad) };
}

function checkIds({ name, ids = {} }: ChanceManifest, tokenizer: Tokenizer): void {
  for (const [token, published] of Object.entries(ids)) {
    const id = tokenizer.id(token);
    if (id !== published) {
      throw new Refusal(
        phrase`${name} can't be used with this tokenizer: ${JSON.stringify(token)} is ${id ?? phrase`not in it`}, and was published as ${published}. Fetch the tokenizer that belongs to the PRM.`,
      );
    }
  }
}
