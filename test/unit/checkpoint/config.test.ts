import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { towerShape } from '../../../server/src/checkpoint/config.ts';

const llama = {
  architectures: ['LlamaForCausalLM'],
  hidden_size: 64,
  intermediate_size: 128,
  num_hidden_layers: 2,
  num_attention_heads: 4,
  num_key_value_heads: 2,
  vocab_size: 100,
  max_position_embeddings: 4096,
  rms_norm_eps: 1e-5,
  rope_theta: 10000,
};

describe('a configuration', () => {
  it('says what a tower is made of', () => {
    const shape = towerShape(llama);
    assert.equal(shape.headSize, 16);
    assert.equal(shape.tied, false);
    assert.deepEqual(shape.bias, { qkv: false, output: false, mlp: false });
    assert.equal(shape.frequencies.length, 8);
    assert.equal(shape.frequencies[1], 10000 ** (-2 / 16));
  });

  it('knows what each family leaves unsaid', () => {
    const qwen2 = towerShape({ ...llama, architectures: ['Qwen2ForCausalLM'] });
    assert.deepEqual(qwen2.bias, { qkv: true, output: false, mlp: false });
    assert.equal(towerShape({ ...llama, architectures: ['Qwen3ForCausalLM'] }).qkNorm, true);
    const withoutGroups = { ...llama, num_key_value_heads: null };
    assert.equal(towerShape(withoutGroups).kvHeads, 4);
  });

  it('of a PRM with a head of its own has the layers of its base', () => {
    const shapeOf = (name: string) => towerShape({ ...llama, architectures: [name] });
    for (const name of ['Qwen2ForProcessRewardModel', 'Qwen2ForPrmModel', 'Qwen2ForTokenClassification']) {
      assert.deepEqual(shapeOf(name), shapeOf('Qwen2ForCausalLM'));
    }
    assert.deepEqual(shapeOf('LlamaForTokenClassification'), shapeOf('LlamaForCausalLM'));
  });

  it('bounds the context by a sliding window that is used', () => {
    const mistral = { ...llama, architectures: ['MistralForCausalLM'], sliding_window: 1024 };
    assert.equal(towerShape(mistral).contextTokens, 1024);
    assert.equal(towerShape({ ...mistral, sliding_window: null }).contextTokens, 4096);
    const qwen = { ...llama, architectures: ['Qwen2ForCausalLM'], sliding_window: 1024, use_sliding_window: false };
    assert.equal(towerShape(qwen).contextTokens, 4096);
  });

  it('reads rope in both spellings', () => {
    const scaling = { factor: 8, low_freq_factor: 1, high_freq_factor: 4, original_max_position_embeddings: 8192 };
    const old = towerShape({ ...llama, rope_theta: 5e5, rope_scaling: { type: 'llama3', ...scaling } });
    const { rope_theta: _, ...rest } = llama;
    const parameters = { rope_type: 'llama3', rope_theta: 5e5, ...scaling };
    assert.deepEqual(towerShape({ ...rest, rope_parameters: parameters }).frequencies, old.frequencies);
    assert.equal(old.frequencies[0], 1);
    assert.ok(Math.abs(old.frequencies[7]! - 5e5 ** (-14 / 16) / 8) < 1e-12);
  });

  const refusals: [change: object, complaint: RegExp][] = [
    [
      { architectures: ['GPT2LMHeadModel'] },
      /config.json: architectures is GPT2LMHeadModel, which isn't supported yet/,
    ],
    [
      { rope_scaling: { rope_type: 'yarn', factor: 4 } },
      /config.json: rope_scaling.rope_type yarn isn't supported yet/,
    ],
    [{ hidden_act: 'gelu' }, /hidden_act is gelu/],
    [{ quantization_config: { bits: 4 } }, /quantization_config is set/],
    [{ num_key_value_heads: 3 }, /num_key_value_heads must divide num_attention_heads \(4\)/],
    [{ head_dim: 24 }, /head_dim must be a multiple of 16, not 24/],
    [{ hidden_size: 'many' }, /hidden_size must be a number, not "many"/],
    [{ hidden_size: 1e9 }, /hidden_size must be a whole number between 1 and/],
    [{ vocab_size: undefined }, /vocab_size is missing/],
  ];
  for (const [change, complaint] of refusals) {
    it(`is refused by name: ${JSON.stringify(change)}`, () => {
      assert.throws(() => towerShape({ ...llama, ...change }), complaint);
    });
  }
});
