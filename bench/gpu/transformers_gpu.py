"""What transformers says of the policy on the card: FOLDER '{"problem", "steps", "lengths"}' → log-probabilities of the solution's
tokens in bfloat16 and float32, seconds of a forward pass with log-probabilities, and the rate of a bfloat16 Gemm."""

import json
import sys
import time
from pathlib import Path

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

folder = Path(sys.argv[1]) / "policy"
question = json.loads(sys.argv[2])
tokenizer = AutoTokenizer.from_pretrained(folder)
device = "cuda" if torch.cuda.is_available() else "cpu"


def encoded():
    solution = "\n\n".join(question["steps"])
    messages = [{"role": "user", "content": question["problem"]}, {"role": "assistant", "content": solution}]
    text = tokenizer.apply_chat_template(messages, tokenize=False)
    both = tokenizer(text, add_special_tokens=False, return_offsets_mapping=True)
    begin = text.rindex(solution)
    starts = [start for start, _ in both["offset_mapping"]]
    first = next(t for t, start in enumerate(starts) if start >= begin)
    end_of_turn = next(t for t, start in enumerate(starts) if start >= begin + len(solution))
    return both["input_ids"][: end_of_turn + 1], first


@torch.no_grad()
def log_probs(model, ids):
    tensor = torch.tensor([ids], device=device)
    logits = model(tensor).logits[0, :-1].float()
    return logits.log_softmax(-1).gather(1, tensor[0, 1:, None])[:, 0]


def wait():
    if device == "cuda":
        torch.cuda.synchronize()


def seconds(work, rounds=5):
    work()
    wait()
    begin = time.perf_counter()
    for _ in range(rounds):
        work()
    wait()
    return (time.perf_counter() - begin) / rounds


def load(dtype):
    return AutoModelForCausalLM.from_pretrained(folder, dtype=dtype).to(device).eval()


ids, first = encoded()
model = load(torch.bfloat16)
answer = {
    "bfloat16": log_probs(model, ids)[first - 1 :].tolist(),
    "seconds": [
        seconds(lambda n=n: log_probs(model, [(i * 7919) % 600 for i in range(n + 1)])) for n in question["lengths"]
    ],
    "parameters": sum(p.numel() for name, p in model.named_parameters() if "embed_tokens" not in name),
}
del model
torch.cuda.empty_cache()
answer["float32"] = log_probs(load(torch.float32), ids)[first - 1 :].tolist()
side = 8192 if device == "cuda" else 1024
a = torch.randn(side, side, device=device, dtype=torch.bfloat16)
answer["gemm"] = 2 * side**3 / seconds(lambda: a @ a, 20)
print(json.dumps(answer))
