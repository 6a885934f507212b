"""Seconds that transformers takes for the log-probabilities of ids.json in a checkpoint folder: FOLDER THREADS → {"wall": …, "processor": …}."""

import json
import statistics
import sys
import time
from pathlib import Path

import torch
from transformers import AutoModelForCausalLM

folder, threads = sys.argv[1:]
torch.set_num_threads(int(threads))
model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
ids = torch.tensor([json.loads((Path(folder) / "ids.json").read_text())])


@torch.no_grad()
def log_probs():
    logits = model(ids).logits[:, :-1]
    return logits.log_softmax(-1).gather(2, ids[:, 1:, None])


log_probs()
wall, processor = [], []
for _ in range(5):
    begin, processor_begin = time.perf_counter(), time.process_time()
    log_probs()
    wall.append(time.perf_counter() - begin)
    processor.append(time.process_time() - processor_begin)
print(json.dumps({"wall": statistics.median(wall), "processor": statistics.median(processor)}))
