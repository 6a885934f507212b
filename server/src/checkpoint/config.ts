import { Fields } from './fields.ts';

/** What a tower is made of, whatever family it comes from: everything the graph needs to know beside the weights. */
export interface TowerShape {
  readonly layers: number;
  readonly hidden: number;
  readonly intermediate: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly headSize: number;
  readonly vocabulary: number;
  readonly tied: boolean;
  readonly bias: { readonly qkv: boolean; readonly output: boolean; readonly mlp: boolean };
  /** Qwen3 normalises every head's queries and keys before they are rotated. */
  readonly qkNorm: boolean;
  readonly epsilon: number;
  /** Rotary angle per position for each pair of a head. */
  readonly frequencies: readonly number[];
  /** The longest text for which the tower is what its authors trained. */
  readonly contextTokens: number;
}

const file = 'config.json';
const limit = 2 ** 20;

/** Understands the configurations of Llama, Qwen2, Qwen3 and Mistral; refuses by name what it would get wrong. */
export function towerShape(json: unknown): TowerShape {
  const config = new Fields(json, file);
  const architecture = architectureOf(config);
  refuseUnsupported(config);

  const hidden = config.integer('hidden_size', { max: limit });
  const heads = config.integer('num_attention_heads', { max: 4096 });
  const kvHeads = config.integer('num_key_value_heads', { max: heads }, heads);
  if (heads % kvHeads !== 0) {
    config.refuse('num_key_value_heads', `must divide num_attention_heads (${heads}), and ${kvHeads} doesn't`);
  }
  const headSize = config.has('head_dim') ? config.integer('head_dim', { max: 4096 }) : hidden / heads;
  // ONNX Runtime's attention rotates only such heads.
  if (headSize % 16 !== 0) config.refuse('head_dim', `must be a multiple of 16, not ${headSize}`);

  const qwen2 = architecture === 'qwen2';
  const attentionBias = architecture !== 'mistral' && config.boolean('attention_bias', false);
  return {
    layers: config.integer('num_hidden_layers', { max: 1024 }),
    hidden,
    intermediate: config.integer('intermediate_size', { max: limit }),
    heads,
    kvHeads,
    headSize,
    vocabulary: config.integer('vocab_size', { max: 2 ** 24 }),
    tied: config.boolean('tie_word_embeddings', false),
    bias: {
      qkv: qwen2 || attentionBias,
      output: !qwen2 && attentionBias,
      mlp: architecture === 'llama' && config.boolean('mlp_bias', false),
    },
    qkNorm: architecture === 'qwen3',
    epsilon: config.number('rms_norm_eps', { min: 0, max: 1 }, 1e-6),
    frequencies: rotaryFrequencies(config, headSize),
    contextTokens: contextTokens(config),
  };
}

/** What stands on top of the layers is the manifest's business: a PRM with a head of its own has the layers of its base. */
const architectures = {
  LlamaForCausalLM: 'llama',
  LlamaForTokenClassification: 'llama',
  MistralForCausalLM: 'mistral',
  MistralForTokenClassification: 'mistral',
  Qwen2ForCausalLM: 'qwen2',
  Qwen2ForProcessRewardModel: 'qwen2',
  Qwen2ForPrmModel: 'qwen2',
  Qwen2ForTokenClassification: 'qwen2',
  Qwen3ForCausalLM: 'qwen3',
  Qwen3ForTokenClassification: 'qwen3',
} as const;
type Architecture = (typeof architectures)[keyof typeof architectures];

function architectureOf(config: Fields): Architecture {
  const [named] = config.array('architectures');
  const known = Object.keys(architectures).find(name => name === named) as keyof typeof architectures | undefined;
  if (known === undefined) {
    const names = Object.keys(architectures).join(', ');
    config.refuse('architectures', `is ${String(named)}, which isn't supported yet (${names} are)`);
  }
  return architectures[known];
}

function refuseUnsupported(config: Fields): void {
  const activation = config.string('hidden_act', 'silu');
  if (activation !== 'silu') config.refuse('hidden_act', `is ${activation}, which isn't supported yet (silu is)`);
  if (config.has('quantization_config')) {
    config.refuse('quantization_config', "is set: quantised checkpoints aren't supported yet, use the original one");
  }
}

/** Within the sliding window full attention and windowed attention are the same, so the window bounds the context. */
function contextTokens(config: Fields): number {
  const trained = config.integer('max_position_embeddings', { max: 2 ** 26 });
  const windowed = config.has('sliding_window') && config.boolean('use_sliding_window', true);
  return windowed ? Math.min(trained, config.integer('sliding_window')) : trained;
}

function rotaryFrequencies(config: Fields, headSize: number): number[] {
  const name = config.has('rope_parameters') ? 'rope_parameters' : 'rope_scaling';
  const scaling = config.has(name) ? config.object(name) : undefined;
  const theta = scaling?.has('rope_theta')
    ? scaling.number('rope_theta', { min: 1 })
    : config.number('rope_theta', { min: 1 }, 10_000);
  if (config.number('partial_rotary_factor', {}, 1) !== 1) {
    config.refuse('partial_rotary_factor', "other than 1 isn't supported yet");
  }
  const plain = Array.from({ length: headSize / 2 }, (_, i) => theta ** ((-2 * i) / headSize));
  if (scaling === undefined) return plain;

  // Older files spell rope_type `type`.
  const typeName = scaling.has('rope_type') || !scaling.has('type') ? 'rope_type' : 'type';
  const type = scaling.string(typeName, 'default');
  if (type === 'default') return plain;
  if (type === 'linear') {
    const factor = scaling.number('factor', { min: 1e-6 });
    return plain.map(frequency => frequency / factor);
  }
  if (type === 'llama3') return llama3Frequencies(plain, scaling);
  return scaling.refuse(typeName, `${type} isn't supported yet (default, linear and llama3 are)`);
}

/** Llama 3.1 slows the long waves by `factor`, leaves the short ones, and blends smoothly between the two bounds. */
function llama3Frequencies(plain: readonly number[], scaling: Fields): number[] {
  const factor = scaling.number('factor', { min: 1e-6 });
  const low = scaling.number('low_freq_factor', { min: 1e-6 });
  const high = scaling.number('high_freq_factor', { min: 1e-6 });
  const original = scaling.integer('original_max_position_embeddings');
  if (high <= low) scaling.refuse('high_freq_factor', `must be greater than low_freq_factor (${low}), not ${high}`);
  return plain.map(frequency => {
    const waves = (original * frequency) / (2 * Math.PI);
    if (waves < low) return frequency / factor;
    if (waves > high) return frequency;
    const smooth = (waves - low) / (high - low);
    return ((1 - smooth) * frequency) / factor + smooth * frequency;
  });
}
