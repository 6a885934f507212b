"""
llama.cpp's own HTTP server on a small Llama checkpoint, for test/generate/realServer.test.ts.

    python -m venv .venv && .venv/bin/pip install xllamacpp==2026.10.11549 gguf==0.19.0
    python test/generate/llamaServer.py CHECKPOINT_FOLDER

Converts the checkpoint to GGUF in a temporary folder, serves it on a free port of this machine, prints the address on
one line, and stops when its standard input ends.
"""
import json
import sys
import tempfile
from pathlib import Path

import gguf
import numpy as np
import xllamacpp


def tensors(path: Path) -> dict[str, np.ndarray]:
    raw = path.read_bytes()
    length = int.from_bytes(raw[:8], "little")
    header = json.loads(raw[8 : 8 + length])
    body = raw[8 + length :]
    found = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        begin, end = entry["data_offsets"]
        bits = np.frombuffer(body[begin:end], {"F32": np.float32, "F16": np.float16, "BF16": np.uint16}[entry["dtype"]])
        if entry["dtype"] == "BF16":
            bits = (bits.astype(np.uint32) << 16).view(np.float32)
        found[name] = bits.astype(np.float32).reshape(entry["shape"])
    return found


def interleaved(weight: np.ndarray, heads: int) -> np.ndarray:
    """Hugging Face rotates halves of a head, GGUF's llama neighbours."""
    rows, columns = weight.shape
    return weight.reshape(heads, 2, rows // heads // 2, columns).swapaxes(1, 2).reshape(rows, columns)


def convert(folder: Path, out: Path) -> None:
    config = json.loads((folder / "config.json").read_text())
    tokenizer = json.loads((folder / "tokenizer.json").read_text())
    heads, kv_heads = config["num_attention_heads"], config["num_key_value_heads"]
    writer = gguf.GGUFWriter(out, "llama")
    writer.add_context_length(config["max_position_embeddings"])
    writer.add_embedding_length(config["hidden_size"])
    writer.add_block_count(config["num_hidden_layers"])
    writer.add_feed_forward_length(config["intermediate_size"])
    writer.add_head_count(heads)
    writer.add_head_count_kv(kv_heads)
    writer.add_key_length(config["head_dim"])
    writer.add_value_length(config["head_dim"])
    writer.add_rope_dimension_count(config["head_dim"])
    writer.add_rope_freq_base(config["rope_parameters"]["rope_theta"])
    writer.add_layer_norm_rms_eps(config["rms_norm_eps"])
    writer.add_vocab_size(config["vocab_size"])

    special = {token["id"]: token["content"] for token in tokenizer["added_tokens"]}
    texts = {id: text for text, id in tokenizer["model"]["vocab"].items()} | special
    ids = range(config["vocab_size"])
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("llama-bpe")
    writer.add_token_list([texts.get(id, f"<unused-{id}>") for id in ids])
    kinds = [
        gguf.TokenType.CONTROL if id in special else gguf.TokenType.NORMAL if id in texts else gguf.TokenType.UNUSED
        for id in ids
    ]
    writer.add_token_types(kinds)
    writer.add_token_merges([merge if isinstance(merge, str) else " ".join(merge) for merge in tokenizer["model"]["merges"]])
    writer.add_bos_token_id(config["bos_token_id"])
    writer.add_eos_token_id(config["eos_token_id"])
    writer.add_chat_template((folder / "chat_template.jinja").read_text())

    names = gguf.get_tensor_name_map(gguf.MODEL_ARCH.LLAMA, config["num_hidden_layers"])
    for name, weight in tensors(folder / "model.safetensors").items():
        if name.endswith("q_proj.weight"):
            weight = interleaved(weight, heads)
        if name.endswith("k_proj.weight"):
            weight = interleaved(weight, kv_heads)
        writer.add_tensor(names.get_name(name, (".weight", ".bias")), np.ascontiguousarray(weight))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def main() -> None:
    with tempfile.TemporaryDirectory() as scratch:
        model = Path(scratch) / "model.gguf"
        convert(Path(sys.argv[1]), model)
        params = xllamacpp.CommonParams()
        params.model.path = str(model)
        params.hostnames = ["127.0.0.1"]
        params.port = 0
        params.api_keys = ["the-key"]
        params.n_parallel = 4
        params.n_ctx = 4096
        params.cpuparams.n_threads = 1
        server = xllamacpp.Server(params)
        print(server.listening_address, flush=True)
        sys.stdin.read()
        del server


main()
